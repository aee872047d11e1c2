using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.TestKit;

/// <summary>Compares two trees in everything a clone must keep: names, kinds, permissions, owners, sizes, modification
/// times to the nanosecond, device numbers, link targets, extended attributes, hard-link groups, contents and holes.</summary>
/// <remarks>Independent of the archive's code on purpose: what it overlooks, this must not.</remarks>
public sealed class TreeDiff
{
    /// <summary>What two file systems may differ in when they round a hole to their blocks.</summary>
    private const int BlockSize = 4096;

    private readonly List<string> _differences = [];
    private readonly Dictionary<(DeviceNumber, ulong), string> _firstOnes = [];
    private readonly Dictionary<(DeviceNumber, ulong), string> _firstOthers = [];
    private readonly TreeDiffContents _contents = new();
    private readonly bool _compareHoles;

    private TreeDiff(bool compareHoles) => _compareHoles = compareHoles;

    /// <summary>One line for every difference, empty when the trees are the same. The order is that of the names.</summary>
    /// <exception cref="LinuxException">A tree cannot be read.</exception>
    public static IReadOnlyList<string> Compare(BytePath one, BytePath other, bool compareHoles = true)
    {
        var diff = new TreeDiff(compareHoles);
        using var left = Files.OpenDirectory(one);
        using var right = Files.OpenDirectory(other);
        diff.CompareTrees(left, right);
        return diff._differences;
    }

    private void CompareTrees(Fd left, Fd right)
    {
        var levels = new Stack<Level>();
        CompareNode(".", new Node(left, "."u8.ToArray()), new Node(right, "."u8.ToArray()));
        levels.Push(new Level(left, right, ".", CompareNames(left, right, ".")));
        // Depth first with both directories open: deep trees have no path that the kernel takes.
        while (levels.TryPeek(out var level))
        {
            if (!level.Names.TryDequeue(out var name))
            {
                levels.Pop().Close(left, right);
                continue;
            }
            var path = $"{level.Path}/{BytePath.Escape(name)}";
            if (CompareNode(path, new Node(level.Left, name), new Node(level.Right, name)) != FileKind.Directory)
                continue;
            Files.TryOpenDirectoryQuietly(level.Left, name, out var below).OrThrow("open", path);
            Files.TryOpenDirectoryQuietly(level.Right, name, out var otherBelow).OrThrow("open", path);
            levels.Push(new Level(below, otherBelow, path, CompareNames(below, otherBelow, path)));
        }
    }

    /// <returns>The names on both sides.</returns>
    private Queue<byte[]> CompareNames(Fd left, Fd right, string path)
    {
        var ones = Names(left, path);
        var others = Names(right, path);
        foreach (var name in ones.Keys.Except(others.Keys))
            _differences.Add($"{path}/{name}: only in the first");
        foreach (var name in others.Keys.Except(ones.Keys))
            _differences.Add($"{path}/{name}: only in the second");
        return new Queue<byte[]>(ones.Where(pair => others.ContainsKey(pair.Key)).Select(pair => pair.Value));
    }

    private static SortedDictionary<string, byte[]> Names(Fd directory, string path)
    {
        var names = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var entries = new DirectoryEntries();
        while (entries.Fill(directory).OrThrow("getdents64", path) > 0)
        while (entries.TryNext(out var entry))
            names.Add(BytePath.Escape(entry.Name), entry.Name.ToArray());
        return names;
    }

    private FileKind CompareNode(string path, Node left, Node right)
    {
        var one = left.Status(path);
        var other = right.Status(path);
        if (one.Kind != other.Kind)
        {
            Differs(path, "kind", one.Kind, other.Kind);
            return FileKind.Unknown;
        }
        Check(path, "permissions", Convert.ToString(one.Permissions, 8), Convert.ToString(other.Permissions, 8));
        Check(path, "owner", $"{one.Owner}:{one.Group}", $"{other.Owner}:{other.Group}");
        Check(path, "mtime", one.Modified, other.Modified);
        CompareLinks(path, one, other);
        CompareAttributes(path, left, right);
        if (one.Kind is FileKind.CharacterDevice or FileKind.BlockDevice)
            Check(path, "device", one.NodeDevice, other.NodeDevice);
        if (one.Kind == FileKind.SymbolicLink)
            Check(path, "target", left.Target(path), right.Target(path));
        if (one.Kind == FileKind.Regular)
            CompareContents(path, left, right, one, other);
        return one.Kind;
    }

    /// <summary>The same names share an inode on both sides.</summary>
    private void CompareLinks(string path, in FileStatus one, in FileStatus other)
    {
        if (one.Kind == FileKind.Directory)
            return;
        Check(path, "links", one.Links, other.Links);
        if (one.Links > 1 && other.Links > 1)
            Check(path, "hard link to", First(_firstOnes, one, path), First(_firstOthers, other, path));
    }

    private static string First(Dictionary<(DeviceNumber, ulong), string> firsts, in FileStatus status, string path)
    {
        var key = (status.Device, status.Inode);
        if (!firsts.TryGetValue(key, out var first))
            firsts.Add(key, first = path);
        return first;
    }

    private void CompareAttributes(string path, Node left, Node right)
    {
        var ones = left.Attributes(path);
        var others = right.Attributes(path);
        foreach (var name in ones.Keys.Union(others.Keys))
            Check(path, $"attribute {name}", ones.GetValueOrDefault(name, "none"), others.GetValueOrDefault(name, "none"));
    }

    private void CompareContents(string path, Node left, Node right, in FileStatus one, in FileStatus other)
    {
        Check(path, "size", one.Size, other.Size);
        if (one.Size != other.Size)
            return;
        using var file = left.Open(path);
        using var otherFile = right.Open(path);
        if (_contents.FirstDifference(file, otherFile, one.Size) is { } position)
            _differences.Add($"{path}: contents differ at byte {position}");
        if (_compareHoles && TreeDiffContents.HolesDiffer(file, otherFile, one.Size, BlockSize) is { } hole)
            _differences.Add($"{path}: {hole}");
    }

    private void Check<T>(string path, string what, T one, T other)
    {
        if (!EqualityComparer<T>.Default.Equals(one, other))
            Differs(path, what, one, other);
    }

    private void Differs<T>(string path, string what, T one, T other) => _differences.Add($"{path}: {what} {one}, {other}");

    /// <summary>A directory on both sides and what is still to be compared in it.</summary>
    private sealed record Level(Fd Left, Fd Right, string Path, Queue<byte[]> Names)
    {
        /// <summary>The roots are the caller's.</summary>
        public void Close(Fd left, Fd right)
        {
            if (Left != left)
                Left.Dispose();
            if (Right != right)
                Right.Dispose();
        }
    }

    /// <summary>A name in an open directory.</summary>
    private readonly record struct Node(Fd Directory, byte[] Name)
    {
        public FileStatus Status(string path)
        {
            FileStatus.TryGet(Directory, Name, out var status).OrThrow("statx", path);
            return status;
        }

        public string Target(string path)
        {
            var target = new byte[4096];
            return BytePath.Escape(
                target.AsSpan(0, (int)Files.ReadSymbolicLink(Directory, Name, target).OrThrow("readlink", path))
            );
        }

        public Fd Open(string path)
        {
            Files.TryOpenQuietly(Directory, Name, out var file).OrThrow("open", path);
            return file;
        }

        public SortedDictionary<string, string> Attributes(string path)
        {
            var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var buffer = new byte[Xattrs.MaxListLength];
            var listed = Xattrs.List(Directory, Name, buffer);
            if (listed.Is(Errno.EOPNOTSUPP))
                return found;
            ReadOnlySpan<byte> names = buffer.AsSpan(0, (int)listed.OrThrow("listxattr", path)).ToArray();
            foreach (var range in names.Split((byte)0))
                if (!names[range].IsEmpty)
                {
                    var length = (int)Xattrs.Get(Directory, Name, names[range], buffer).OrThrow("getxattr", path);
                    found.Add(BytePath.Escape(names[range]), Convert.ToHexString(buffer.AsSpan(0, length)));
                }
            return found;
        }
    }
}

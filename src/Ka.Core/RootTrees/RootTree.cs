using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.RootTrees;

/// <summary>A golden tree as it looks from its own root: names are resolved inside it, whatever its symbolic links say. Paths are
/// absolute texts such as <c>/usr/bin/ls</c>, as <see cref="BytePath.FromText"/> takes them.</summary>
/// <remarks>One thread. Nothing in it is changed, access times included.</remarks>
internal sealed class RootTree : IDisposable
{
    /// <summary>As many links as the kernel follows (path_resolution(7)).</summary>
    private const int MaxLinks = 40;

    private const int MaxFile = 256 << 20;

    private readonly Fd _root;
    private readonly IReadOnlySet<string> _notThere;

    /// <param name="notThere">Paths without links that are not looked at: a directory of them is empty, anything else is not
    /// there.</param>
    /// <exception cref="LinuxException">It is no directory.</exception>
    public RootTree(BytePath path, IReadOnlySet<string>? notThere = null)
    {
        Path = path;
        _root = Files.OpenDirectory(path);
        _notThere = notThere ?? FrozenSet<string>.Empty;
    }

    public BytePath Path { get; }

    /// <summary>The path without links and dots; null when there is nothing.</summary>
    /// <param name="followed">Gets each link on the way, and its target, when there is something at the end.</param>
    /// <exception cref="LinuxException">ELOOP, EACCES.</exception>
    public string? Resolve(string path, Action<string, string>? followed = null)
    {
        var pending = new Stack<string>();
        Push(pending, path);
        var real = "";
        var links = new List<(string Link, string Target)>();
        while (pending.TryPop(out var part))
        {
            if (part == "..")
            {
                real = ParentOf(real);
                continue;
            }
            var next = $"{real}/{part}";
            if (TryStatus(next) is not { } status)
                return null;
            if (status.Kind != FileKind.SymbolicLink)
            {
                real = next;
                continue;
            }
            if (links.Count == MaxLinks)
                throw new LinuxException("resolve", Quoted(path), Errno.ELOOP);
            var target = ReadLink(next);
            links.Add((next, target));
            if (target.StartsWith('/'))
                real = "";
            Push(pending, target);
        }
        foreach (var (link, target) in links)
            followed?.Invoke(link, target);
        return real.Length == 0 ? "/" : real;
    }

    /// <summary>The status of a path from <see cref="Resolve"/>, or of an entry of such a directory; null when it does not
    /// exist.</summary>
    /// <exception cref="LinuxException"/>
    public FileStatus? TryStatus(string real)
    {
        if (IsBelowNotThere(real))
            return null;
        var result = FileStatus.TryGet(_root, Relative(real), out var status);
        if (result.Is(Errno.ENOENT) || result.Is(Errno.ENOTDIR))
            return null;
        result.OrThrow("statx", Quoted(real));
        return status.Kind != FileKind.Directory && _notThere.Contains(real) ? null : status;
    }

    public bool IsDirectory(string path) => Resolve(path) is { } real && TryStatus(real) is { Kind: FileKind.Directory };

    public bool IsFile(string path) => Resolve(path) is { } real && TryStatus(real) is { Kind: FileKind.Regular };

    /// <exception cref="LinuxException"/>
    public Fd Open(string real)
    {
        Files.TryOpenQuietly(_root, Relative(real), out var file).OrThrow("open", Quoted(real));
        return file;
    }

    /// <summary>The whole of a file; its links are followed.</summary>
    /// <exception cref="LinuxException">ENOENT among others.</exception>
    public byte[] Read(string path)
    {
        var real = Resolve(path) ?? throw new LinuxException("open", Quoted(path), Errno.ENOENT);
        using var file = Open(real);
        return Files.ReadToEnd(file, Outside(real), MaxFile);
    }

    /// <summary>A text file's lines; none when it is not there.</summary>
    public string[] Lines(string path) =>
        IsFile(path)
            ? SurrogateEscape
                .Decode(Read(path))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [];

    /// <summary>The names in a directory, sorted by their bytes; none when there is no such directory.</summary>
    public IReadOnlyList<string> List(string path)
    {
        var names = new List<string>();
        if (Resolve(path) is not { } real || _notThere.Contains(real) || TryStatus(real) is not { Kind: FileKind.Directory })
            return names;
        using var directory = Open(real);
        var entries = new DirectoryEntries();
        while (entries.Fill(directory).OrThrow("read directory", Quoted(path)) > 0)
        while (entries.TryNext(out var entry))
            names.Add(SurrogateEscape.Decode(entry.Name));
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The place of a path of the tree on this machine: for messages and for programs, for a path without
    /// links.</summary>
    public BytePath Outside(string real) => Path.Join(BytePath.FromText(real[1..]));

    public string Quoted(string path) => $"'{Outside(path)}'";

    public void Dispose() => _root.Dispose();

    private bool IsBelowNotThere(string real)
    {
        if (_notThere.Count == 0)
            return false;
        for (var above = ParentOf(real); above.Length > 0; above = ParentOf(above))
            if (_notThere.Contains(above))
                return true;
        return real.Length > 1 && _notThere.Contains("/");
    }

    private string ReadLink(string real)
    {
        Span<byte> target = stackalloc byte[4096];
        var length = (int)Files.ReadSymbolicLink(_root, Relative(real), target).OrThrow("readlink", Quoted(real));
        return SurrogateEscape.Decode(target[..length]);
    }

    private static BytePath Relative(string real) => BytePath.FromText(real.Length <= 1 ? "." : real[1..]);

    private static string ParentOf(string real) => real.LastIndexOf('/') is var slash and > 0 ? real[..slash] : "";

    private static void Push(Stack<string> pending, string path)
    {
        var parts = path.Split('/');
        for (var i = parts.Length - 1; i >= 0; i--)
            if (parts[i] is not ("" or "."))
                pending.Push(parts[i]);
    }
}

using System;
using System.Collections.Generic;
using System.Text;
using Ka.BootImages.Tree;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Elf;

/// <summary>Puts files of the golden tree into an image together with what they cannot run without: the links that lead to them,
/// a program's loader and libraries, a script's interpreter.</summary>
internal sealed class ProgramClosure(RootTree root, ImageTree image)
{
    private readonly IReadOnlyList<string> _loaderPaths = LoaderPaths.Of(root);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <summary>Programs and libraries that are needed and do not exist, each with the file that needs it.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Programs and libraries so far.</summary>
    public int ElfFiles { get; private set; }

    /// <summary>A file or a link to one. False when it is not there.</summary>
    /// <exception cref="LinuxException"/>
    public bool TryAdd(string path) => TryAdd(path, "");

    /// <summary>A directory with all below it. False when it is not there.</summary>
    public bool TryAddTree(string path)
    {
        if (root.Resolve(path, image.AddLink) is not { } real || root.TryStatus(real) is not { Kind: FileKind.Directory } status)
            return false;
        image.AddDirectory(real, status.Permissions);
        foreach (var name in root.List(real))
        {
            var entry = $"{real}/{name}";
            if (root.TryStatus(entry) is { Kind: FileKind.Directory })
                TryAddTree(entry);
            else
                TryAdd(entry);
        }
        return true;
    }

    /// <summary>A library by name, as dlopen(3) finds it. False when it is not there.</summary>
    public bool TryAddLibrary(string name) => Find(name, _loaderPaths) is { } path && TryAdd(path);

    private bool TryAdd(string path, string inheritedPath)
    {
        if (root.Resolve(path, image.AddLink) is not { } real || root.TryStatus(real) is not { Kind: FileKind.Regular } status)
            return false;
        if (!_done.Add(real))
            return true;
        image.AddCopy(root, real, status);
        var head = Head(real);
        if (ElfFile.IsNative(head))
            AddLibraries(real, inheritedPath);
        else if (head.AsSpan().StartsWith("#!"u8) && (status.Permissions & FilePermissions.ExecuteBits) != 0)
            AddInterpreter(real, head);
        return true;
    }

    private void AddLibraries(string real, string inheritedPath)
    {
        ElfFiles++;
        var elf = Parse(real);
        if (elf.Interpreter is { } interpreter && !TryAdd(interpreter))
            _missing.Add($"{interpreter} (loads {real})");
        var rpath = elf.RunPath.Length > 0 ? "" : Joined(Expand(elf.RPath, real), inheritedPath);
        List<string> directories = [.. Split(rpath), .. Split(Expand(elf.RunPath, real)), .. _loaderPaths];
        foreach (var name in elf.Needed)
            if (Find(name, directories) is not { } library || !TryAdd(library, rpath))
                _missing.Add($"{name} (needed by {real})");
    }

    private ElfFile Parse(string real)
    {
        try
        {
            return ElfFile.Parse(root.Read(real));
        }
        catch (FormatException e)
        {
            throw new BootImageException($"{root.Quoted(real)}: {e.Message}");
        }
    }

    /// <summary>The first of that name that is for this kind of machine: others are passed over, as the loader does.</summary>
    private string? Find(string name, IReadOnlyList<string> directories)
    {
        if (name.Contains('/'))
            return name;
        foreach (var directory in directories)
        {
            var path = $"{directory}/{name}";
            if (
                root.Resolve(path) is { } real
                && root.TryStatus(real) is { Kind: FileKind.Regular }
                && ElfFile.IsNative(Head(real))
            )
                return path;
        }
        return null;
    }

    /// <summary><c>#!INTERPRETER</c>, and the program that env(1) is asked for.</summary>
    private void AddInterpreter(string real, byte[] head)
    {
        var end = head.AsSpan().IndexOf((byte)'\n');
        var words = Encoding
            .UTF8.GetString(head.AsSpan(2, (end < 0 ? head.Length : end) - 2))
            .Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return;
        if (!TryAdd(words[0]))
            _missing.Add($"{words[0]} (runs {real})");
        if (
            words.Length > 1
            && words[0].EndsWith("/env", StringComparison.Ordinal)
            && Programs.Find(root, words[^1]) is var program
        )
            if (program is null || !TryAdd(program))
                _missing.Add($"{words[^1]} (runs {real})");
    }

    private byte[] Head(string real)
    {
        using var file = root.Open(real);
        var head = new byte[256];
        var length = (int)file.ReadFully(head).OrThrow("read", root.Quoted(real));
        return head[..length];
    }

    /// <summary>$ORIGIN is where the file itself is; the other words of ld.so(8) stand for what they are on Debian.</summary>
    private static string Expand(string path, string real)
    {
        foreach (
            var (word, value) in new[]
            {
                ("ORIGIN", real[..real.LastIndexOf('/')]),
                ("LIB", "lib/x86_64-linux-gnu"),
                ("PLATFORM", "x86_64"),
            }
        )
            path = path.Replace($"${{{word}}}", value, StringComparison.Ordinal)
                .Replace($"${word}", value, StringComparison.Ordinal);
        return path;
    }

    private static string[] Split(string path) => path.Split(':', StringSplitOptions.RemoveEmptyEntries);

    private static string Joined(string first, string second) =>
        first.Length == 0 ? second
        : second.Length == 0 ? first
        : $"{first}:{second}";
}

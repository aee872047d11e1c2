using System;
using System.Collections.Generic;
using System.Globalization;
using Ka.BootImages.Elf;
using Ka.BootImages.Modules;
using Ka.BootImages.Tree;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Build;

/// <summary>The contents of rescue.sqfs: the system that a node runs in RAM while it is cloned.</summary>
internal sealed class RescueImage
{
    private static readonly string[] s_mergeable = ["bin", "lib", "lib32", "lib64", "libx32", "sbin"];

    private readonly RootTree _root;
    private readonly ProgramClosure _closure;
    private readonly List<string> _missing = [];
    private readonly List<string> _lacking = [];
    private int _programs;

    /// <exception cref="BootImageException">Names all programs and libraries that are needed and not there.</exception>
    public RescueImage(ImageSource source, ImageRequest request)
    {
        var root = _root = source.Root;
        AddMergedDirectories();
        _closure = new ProgramClosure(root, Image);
        Image.AddFile("/usr/sbin/ka", FilePermissions.Executable, source.Program);
        foreach (var line in ImageList.Load("rescue.files", "need", "may", "file", "tree", "library", "directory", "link").Lines)
            Add(line);
        _missing.AddRange(_closure.Missing);
        if (_missing.Count > 0)
            throw new BootImageException($"{root.Quoted("/")} lacks what a rescue needs:\n  {string.Join("\n  ", _missing)}");
        AddAccounts();
        var selection = StageOneImage.ModulesFor(source.Modules, "rescue.modules", request);
        var files = new ModuleFiles(root, source.Modules, Image);
        files.Add(selection);
        Contents = string.Create(
            CultureInfo.InvariantCulture,
            $"{_programs} programs, {_closure.ElfFiles} files of code, {selection.Chosen.Count} modules, "
                + $"{files.FirmwareFound} firmware files ({files.FirmwareMissing} named ones are not there)"
        );
    }

    public ImageTree Image { get; } = new();

    /// <summary>The image's contents as text for people.</summary>
    public string Contents { get; }

    /// <summary>Programs that may be there and are not.</summary>
    public IReadOnlyList<string> Lacking => _lacking;

    /// <summary>/bin is /usr/bin where the golden tree has it so.</summary>
    private void AddMergedDirectories()
    {
        foreach (var name in s_mergeable)
            if (_root.TryStatus("/" + name) is { Kind: Linux.FileKind.SymbolicLink })
                _root.Resolve("/" + name, Image.AddLink);
    }

    private void Add(ImageList.Line line)
    {
        if (line.Keyword == "link")
        {
            Image.AddLink(line.Words[0], line.Words[1]);
            return;
        }
        foreach (var word in line.Words)
            _ = line.Keyword switch
            {
                "need" => AddProgram(word, _missing),
                "may" => AddProgram(word, _lacking),
                "file" => _closure.TryAdd(word),
                "tree" => _closure.TryAddTree(word),
                "library" => _closure.TryAddLibrary(word),
                _ => AddDirectory(word),
            };
    }

    private bool AddProgram(string name, List<string> absent)
    {
        if (Programs.Find(_root, name) is { } path && _closure.TryAdd(path))
        {
            _programs++;
            return true;
        }
        absent.Add(name);
        return false;
    }

    private bool AddDirectory(string path)
    {
        Image.AddDirectory(
            path,
            path.EndsWith("/tmp", StringComparison.Ordinal) ? FilePermissions.Temporary : FilePermissions.Executable
        );
        return true;
    }

    private void AddAccounts()
    {
        Image.AddText("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        Image.AddText("/etc/group", "root:x:0:\n");
        Image.AddText("/etc/os-release", "NAME=\"ka rescue\"\nPRETTY_NAME=\"ka rescue\"\nID=ka-rescue\n");
    }
}

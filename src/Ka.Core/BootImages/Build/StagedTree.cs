using System;
using Ka.BootImages.Tree;
using Ka.Linux;

namespace Ka.BootImages.Build;

/// <summary>An image's contents as files in a directory, for programs that want them so. Removed when it is disposed of; what a
/// killed run left is removed before.</summary>
internal sealed class StagedTree : IDisposable
{
    private readonly BytePath _parent;
    private readonly BytePath _name;

    /// <exception cref="LinuxException"/>
    public StagedTree(BytePath parent, string name, ImageTree image)
    {
        _parent = parent;
        _name = BytePath.FromText(name);
        Path = parent.Join(_name);
        Remove();
        Files.MakeDirectory(Path, FilePermissions.Executable).OrThrow("mkdir", Path);
        using var root = Files.OpenDirectory(Path);
        foreach (var (path, entry) in image.Entries)
            Write(root, SurrogateEscape.Encode(path[1..]), entry);
    }

    public BytePath Path { get; }

    public void Dispose() => Remove();

    private void Write(Fd root, byte[] name, ImageEntry entry)
    {
        switch (entry)
        {
            case ImageDirectory:
                Files.MakeDirectory(root, name, entry.Permissions).OrThrow("mkdir", Path.Join(name));
                break;
            case ImageLink link:
                Files.MakeSymbolicLink(root, name, SurrogateEscape.Encode(link.Target)).OrThrow("symlink", Path.Join(name));
                break;
            case ImageDevice device:
                Files.MakeNode(root, name, device.Kind, device.Permissions, device.Number).OrThrow("mknod", Path.Join(name));
                break;
            case ImageFile content:
                WriteFile(root, name, content);
                break;
            default:
                break;
        }
        // The umask had its say when the entry was made.
        if (entry is ImageDirectory && Files.TryOpenDirectoryQuietly(root, name, out var directory).IsSuccess)
            using (directory)
                Files.ChangePermissions(directory, entry.Permissions).OrThrow("chmod", Path.Join(name));
    }

    private void WriteFile(Fd root, byte[] name, ImageFile content)
    {
        var path = Path.Join(name);
        Files.TryCreateNew(root, name, content.Permissions, out var file).OrThrow("create", path);
        using (file)
        {
            file.WriteAll(content.Read()).OrThrow("write", path);
            Files.ChangePermissions(file, content.Permissions).OrThrow("chmod", path);
        }
    }

    private void Remove()
    {
        using var parent = Files.OpenDirectory(_parent);
        Files.RemoveTree(parent, _name, Path);
    }
}

using System;
using Ka.Linux;

namespace Ka.RootTrees;

/// <summary>Changes in a tree; names are resolved inside it, whatever its symbolic links say. A file that is there keeps its
/// owner, mode, labels, flags and other names: it is written in place, also when its flags protect it.</summary>
internal sealed class TreeEdit(RootTree tree)
{
    private readonly FlagLift _flags = new(tree);

    /// <exception cref="LinuxException"/>
    public void Write(string path, byte[] content, uint permissions)
    {
        if (tree.Resolve(path) is { } real)
            _flags.Around([real], () => Overwrite(tree.Outside(real), content));
        else
        {
            var made = NewPath(path);
            _flags.Around([ParentOf(made)], () => Create(tree.Outside(made), content, permissions));
        }
    }

    /// <summary>Writes a file, and gives it the owner and the mode of another one.</summary>
    /// <exception cref="LinuxException"/>
    public void WriteLike(string model, string path, byte[] content)
    {
        if (tree.TryStatus(tree.Resolve(model) ?? model) is not { } status)
            throw new LinuxException("stat", tree.Quoted(model), Errno.ENOENT);
        // Nothing that only the owner may read is there for others in between.
        if (tree.Resolve(path) is null)
            Write(path, [], FilePermissions.Private);
        var real = tree.Resolve(path)!;
        var name = tree.Outside(real);
        _flags.Around(
            [real],
            () =>
            {
                Files.TryOpenWrite(name, out var file).OrThrow("open", name);
                using (file)
                {
                    Files.ChangeOwner(file, status.Owner, status.Group).OrThrow("chown", name);
                    Files.ChangePermissions(file, status.Permissions).OrThrow("chmod", name);
                    Put(file, name, content);
                }
            }
        );
    }

    /// <summary>Nothing there: nothing is done.</summary>
    /// <exception cref="LinuxException"/>
    public void Remove(string path)
    {
        var slash = path.LastIndexOf('/');
        if (tree.Resolve(slash == 0 ? "/" : path[..slash]) is not { } parent)
            return;
        var entry = $"{parent.TrimEnd('/')}{path[slash..]}";
        var name = tree.Outside(entry);
        _flags.Around(
            [parent, entry],
            () =>
            {
                var removed = Files.Remove(name);
                if (!removed.Is(Errno.ENOENT))
                    removed.OrThrow("unlink", name);
            }
        );
    }

    /// <summary>Another name on the same file system; nothing is done when it has that name already. A link is moved
    /// itself.</summary>
    /// <exception cref="LinuxException"/>
    public void Move(string from, string to)
    {
        var (old, now) = (Entry(from), Entry(to));
        _flags.Around(
            [ParentOf(old), ParentOf(now), old],
            () =>
            {
                var moved = Files.Rename(tree.Outside(old), tree.Outside(now));
                if (!moved.Is(Errno.ENOENT) || tree.TryStatus(now) is null)
                    moved.OrThrow("rename", tree.Outside(old));
            }
        );
    }

    /// <summary>Sets the time of a file's last change to now.</summary>
    /// <exception cref="LinuxException"/>
    public void Touch(string path)
    {
        var real = tree.Resolve(path) ?? path;
        var name = tree.Outside(real);
        _flags.Around(
            [real],
            () =>
            {
                Files.TryOpenWrite(name, out var file).OrThrow("open", name);
                using (file)
                    Files.SetTimesToNow(file).OrThrow("utimensat", name);
            }
        );
    }

    /// <summary>Makes a symbolic link; an existing link stays.</summary>
    /// <exception cref="LinuxException"/>
    public void Link(string path, string target)
    {
        var place = NewPath(path);
        _flags.Around(
            [ParentOf(place)],
            () =>
            {
                using var directory = Files.OpenDirectory(tree.Outside(ParentOf(place)));
                var name = BytePath.FromText(place[(place.LastIndexOf('/') + 1)..]);
                var made = Files.MakeSymbolicLink(directory, name, BytePath.FromText(target));
                if (!made.Is(Errno.EEXIST))
                    made.OrThrow("symlink", tree.Outside(place));
            }
        );
    }

    /// <summary>A directory with those above it, as far as they are not there.</summary>
    /// <returns>Its path without links.</returns>
    /// <exception cref="LinuxException"/>
    public string MakeDirectory(string path)
    {
        if (tree.Resolve(path) is { } there)
            return there;
        var slash = path.LastIndexOf('/');
        var parent = slash == 0 ? "" : MakeDirectory(path[..slash]).TrimEnd('/');
        var real = parent + path[slash..];
        _flags.Around(
            [ParentOf(real)],
            () => Files.MakeDirectory(tree.Outside(real), FilePermissions.Executable).OrThrow("mkdir", tree.Outside(real))
        );
        return real;
    }

    private string Entry(string path)
    {
        var slash = path.LastIndexOf('/');
        var parent = slash == 0 ? "" : tree.Resolve(path[..slash]) ?? path[..slash];
        return (parent == "/" ? "" : parent) + path[slash..];
    }

    private string NewPath(string path)
    {
        var slash = path.LastIndexOf('/');
        return (slash == 0 ? "" : MakeDirectory(path[..slash]).TrimEnd('/')) + path[slash..];
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";

    private static void Overwrite(BytePath name, byte[] content)
    {
        Files.TryOpenWrite(name, out var file).OrThrow("open", name);
        using (file)
            Put(file, name, content);
    }

    private static void Create(BytePath name, byte[] content, uint permissions)
    {
        // A link that leads nowhere is replaced.
        _ = Files.Remove(name);
        using var file = Files.CreateNew(name, permissions);
        Put(file, name, content);
        Files.ChangePermissions(file, permissions).OrThrow("chmod", name);
    }

    private static void Put(Fd file, BytePath name, byte[] content)
    {
        Files.WriteAllAt(file, content, 0).OrThrow("write", name);
        Files.SetLength(file, content.Length).OrThrow("truncate", name);
        Files.Sync(file).OrThrow("fsync", name);
    }
}

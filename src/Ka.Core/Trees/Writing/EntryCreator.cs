using System;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>Makes single inodes in an open directory and gives them their attributes, with as few system calls as the
/// case allows. Has no state of its own: any thread may use it.</summary>
/// <param name="flags">Sets the flags of inodes.</param>
internal sealed class EntryCreator(FlagWriter flags)
{
    private readonly uint _umask = Umask.Read();
    private readonly uint _user = Identity.User;
    private readonly uint _group = Identity.Group;

    /// <summary>An empty regular file in the place of whatever had its name.</summary>
    public Fd CreateFile(
        TargetDirectory directory,
        ReadOnlySpan<byte> name,
        in NodeAttributes attributes,
        ReadOnlySpan<byte> path
    )
    {
        var permissions = attributes.Permissions & FilePermissions.Full;
        var created = Files.TryCreateNew(directory.Fd, name, permissions, out var file);
        if (created.Is(Errno.EEXIST))
        {
            file.Dispose();
            Remove(directory.Fd, name, path);
            created = Files.TryCreateNew(directory.Fd, name, permissions, out file);
        }
        if (!created.IsSuccess)
        {
            file.Dispose();
            throw Failure("create", path, created);
        }
        flags.Begin(file, attributes, path);
        return file;
    }

    /// <summary>Owner, attributes, permissions and times of a new file, in the order in which none undoes another.</summary>
    public void FinishFile(TargetDirectory directory, Fd file, in NodeAttributes attributes, ReadOnlySpan<byte> path)
    {
        if (!directory.IsNeutral || attributes.Owner != _user || attributes.Group != _group)
            Check(Files.ChangeOwner(file, attributes.Owner, attributes.Group), "chown", path);
        SetExtended(file, attributes, path);
        if (!directory.IsNeutral || attributes.Permissions != Lessened(attributes.Permissions) || attributes.HasAcl)
            Check(Files.ChangePermissions(file, attributes.Permissions), "chmod", path);
        Check(Files.SetTimes(file, attributes.Modified, attributes.Accessed), "utimens", path);
        flags.Finish(file, attributes, path);
    }

    /// <summary>Gives a directory what the archive says, or gives it back what it had.</summary>
    public void FinishDirectory(TargetDirectory directory)
    {
        if (directory.Attributes is { } attributes)
            SetAttributes(directory, attributes);
        else if (directory.Previous is { } previous)
            GiveBack(directory, previous);
    }

    private void SetAttributes(TargetDirectory directory, in NodeAttributes attributes)
    {
        var fd = directory.Fd;
        var existed = directory.Previous is not null;
        if (existed)
            RemoveAccessAcl(directory);
        if (existed || !directory.IsNeutral || attributes.Owner != _user || attributes.Group != _group)
            Check(Files.ChangeOwner(fd, attributes.Owner, attributes.Group), "chown", directory);
        foreach (var attribute in attributes.Extended ?? [])
            if (Xattrs.Set(fd, attribute.Name, attribute.Value) is { IsSuccess: false } failed)
                if (!flags.TryOmit(failed, attribute, directory.BytesOfPath()))
                    Check(failed, Operation(attribute), directory);
        Check(Files.ChangePermissions(fd, attributes.Permissions), "chmod", directory);
        Check(Files.SetTimes(fd, attributes.Modified, attributes.Accessed), "utimens", directory);
        flags.FinishDirectory(directory, attributes);
    }

    private static void GiveBack(TargetDirectory directory, TargetDirectory.PreviousState previous)
    {
        if (previous.DefaultAcl is { } acl)
            Check(Xattrs.Set(directory.Fd, "system.posix_acl_default"u8, acl), "setxattr", directory);
        Check(Files.SetTimes(directory.Fd, previous.Modified, null), "utimens", directory);
    }

    /// <summary>A symbolic link, a device or a fifo, complete.</summary>
    public void CreateSpecial(TargetDirectory directory, ReadOnlySpan<byte> name, ArchiveEntry entry)
    {
        var made = TryMake(directory.Fd, name, entry);
        if (made.Is(Errno.EEXIST))
        {
            Remove(directory.Fd, name, entry.Path.Bytes);
            made = TryMake(directory.Fd, name, entry);
        }
        var path = entry.Path.Bytes;
        Check(made, entry.Type == TarType.SymbolicLink ? "symlink" : "mknod", path);
        var attributes = entry.Attributes;
        if (!directory.IsNeutral || attributes.Owner != _user || attributes.Group != _group)
            Check(Files.ChangeOwner(directory.Fd, name, attributes.Owner, attributes.Group), "chown", path);
        foreach (var attribute in attributes.Extended ?? [])
            Check(Xattrs.Set(directory.Fd, name, attribute.Name, attribute.Value), Operation(attribute), path);
        if (entry.Type != TarType.SymbolicLink)
            ChangeSpecialPermissions(directory, name, attributes, path);
        Check(Files.SetTimes(directory.Fd, name, attributes.Modified, attributes.Accessed), "utimens", path);
    }

    /// <summary>A further name of an inode that is there.</summary>
    public static void CreateHardLink(
        Fd directory,
        ReadOnlySpan<byte> name,
        Fd targetDirectory,
        ReadOnlySpan<byte> target,
        ReadOnlySpan<byte> path
    )
    {
        var made = Files.MakeHardLink(directory, name, targetDirectory, target);
        if (made.Is(Errno.EEXIST))
        {
            if (IsSame(directory, name, targetDirectory, target))
                return;
            Remove(directory, name, path);
            made = Files.MakeHardLink(directory, name, targetDirectory, target);
        }
        Check(made, "link", path);
    }

    /// <summary>Clears the way for an entry; a directory only when it is empty.</summary>
    public static void Remove(Fd directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var removed = Files.Unlink(directory, name);
        if (removed.Is(Errno.EISDIR))
            removed = Files.RemoveDirectory(directory, name);
        Check(removed, "unlink", path);
    }

    public static void Check(SysResult result, string operation, ReadOnlySpan<byte> path)
    {
        if (!result.IsSuccess)
            throw Failure(operation, path, result);
    }

    public static void Check(SysResult result, string operation, TargetDirectory directory)
    {
        if (!result.IsSuccess)
            throw new LinuxException(operation, $"'{directory.Path()}'", result.Errno);
    }

    private static LinuxException Failure(string operation, ReadOnlySpan<byte> path, SysResult result) =>
        new(operation, $"'{BytePath.Escape(path)}'", result.Errno);

    private static SysResult TryMake(Fd directory, ReadOnlySpan<byte> name, ArchiveEntry entry) =>
        entry.Type switch
        {
            TarType.SymbolicLink => Files.MakeSymbolicLink(directory, name, entry.Link.Bytes),
            TarType.CharacterDevice => Make(directory, name, FileKind.CharacterDevice, entry),
            TarType.BlockDevice => Make(directory, name, FileKind.BlockDevice, entry),
            _ => Make(directory, name, FileKind.Fifo, entry),
        };

    private static SysResult Make(Fd directory, ReadOnlySpan<byte> name, FileKind kind, ArchiveEntry entry) =>
        Files.MakeNode(directory, name, kind, entry.Attributes.Permissions & FilePermissions.Full, entry.Device);

    private void ChangeSpecialPermissions(
        TargetDirectory directory,
        ReadOnlySpan<byte> name,
        in NodeAttributes attributes,
        ReadOnlySpan<byte> path
    )
    {
        if (directory.IsNeutral && attributes.Permissions == Lessened(attributes.Permissions) && !attributes.HasAcl)
            return;
        var opened = Files.TryOpenEntry(directory.Fd, name, out var entry);
        using var closing = entry;
        Check(opened, "open", path);
        Check(Files.ChangeEntryPermissions(entry, attributes.Permissions), "chmod", path);
    }

    private void SetExtended(Fd file, in NodeAttributes attributes, ReadOnlySpan<byte> path)
    {
        foreach (var attribute in attributes.Extended ?? [])
            if (Xattrs.Set(file, attribute.Name, attribute.Value) is { IsSuccess: false } failed)
                if (!flags.TryOmit(failed, attribute, path))
                    Check(failed, Operation(attribute), path);
    }

    private static string Operation(ExtendedAttribute attribute) => $"setxattr {BytePath.Escape(attribute.Name)}";

    private static void RemoveAccessAcl(TargetDirectory directory)
    {
        var removed = Xattrs.Remove(directory.Fd, "system.posix_acl_access"u8);
        if (!removed.Is(Errno.ENODATA) && !removed.Is(Errno.EOPNOTSUPP))
            Check(removed, "removexattr", directory);
    }

    private static bool IsSame(Fd directory, ReadOnlySpan<byte> name, Fd targetDirectory, ReadOnlySpan<byte> target) =>
        FileStatus.TryGet(directory, name, out var one).IsSuccess
        && FileStatus.TryGet(targetDirectory, target, out var other).IsSuccess
        && one.Inode == other.Inode
        && one.Device == other.Device;

    /// <summary>What the kernel makes of permissions at creation.</summary>
    private uint Lessened(uint permissions) => permissions & FilePermissions.Full & ~_umask;
}

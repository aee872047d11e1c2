using Ka.Linux;

namespace Ka.Boot;

/// <summary>Another root in place of the initramfs, as switch_root(8) does it: the mounts move along, the old root's files are
/// deleted because they occupy memory, and a program of the new root takes our place.</summary>
public static class RootSwitch
{
    private const int BufferSize = 4096;

    /// <summary>Returns only by exception. For PID 1, with nothing else running.</summary>
    /// <param name="newRoot">A mount.</param>
    /// <exception cref="LinuxException">A step failed: names it. The old root may be gone by then.</exception>
    public static void Enter(BytePath newRoot, BytePath program, string[] words)
    {
        foreach (var directory in InitialMounts.Moved)
            Move(newRoot, directory);
        using var oldRoot = Files.OpenDirectory(BytePath.FromText("/"));
        RootDirectory.Enter(newRoot).OrThrow("chdir", newRoot);
        DeleteContents(oldRoot);
        Mounts.Move("."u8, "/"u8).OrThrow("mount --move . /", "");
        RootDirectory.Change("."u8).OrThrow("chroot", newRoot);
        RootDirectory.Enter("/"u8).OrThrow("chdir", "/");
        RootDirectory.Execute(program, System.Array.ConvertAll(words, BytePath.FromText)).OrThrow("exec", program);
    }

    private static void Move(BytePath newRoot, string directory)
    {
        var target = newRoot.Join(BytePath.FromText(directory[1..]));
        var made = Files.MakeDirectory(target, FilePermissions.Executable);
        if (!made.Is(Errno.EEXIST))
            made.OrThrow("mkdir", target);
        Mounts.Move(BytePath.FromText(directory), target).OrThrow($"mount --move {directory}", target);
    }

    /// <summary>Only of a root that lives in memory, and only on that file system. What cannot be removed stays.</summary>
    private static void DeleteContents(Fd oldRoot)
    {
        if (FileSystems.IsInMemory(oldRoot))
            Delete(oldRoot, FileStatus.Get(oldRoot, BytePath.FromText("/")).Device);
    }

    private static void Delete(Fd directory, DeviceNumber device)
    {
        var entries = new DirectoryEntries(BufferSize);
        while (entries.Fill(directory) is { IsSuccess: true, Value: > 0 })
        while (entries.TryNext(out var entry))
        {
            if (!Files.Unlink(directory, entry.Name).Is(Errno.EISDIR))
                continue;
            var opened = Files.TryOpenDirectoryQuietly(directory, entry.Name, out var inner);
            using (inner)
                if (opened.IsSuccess && FileStatus.Get(inner, new BytePath(entry.Name)).Device == device)
                    Delete(inner, device);
            _ = Files.RemoveDirectory(directory, entry.Name);
        }
    }
}

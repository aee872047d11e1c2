namespace Ka.Linux;

/// <summary>The process namespace of this program (pid_namespaces(7)).</summary>
public static class ProcessNamespace
{
    /// <summary>PROC_PID_INIT_INO of the kernel: the inode of the first one, the same since Linux 3.8.</summary>
    private const ulong FirstInode = 0xEFFFFFFC;

    /// <summary>True when it is the machine's first one; false when that cannot be known.</summary>
    public static bool IsFirst
    {
        get
        {
            var opened = Files.TryOpenRead("/proc/self/ns/pid"u8, out var space);
            using (space)
                return opened.IsSuccess && FileStatus.TryGet(space, out var status).IsSuccess && status.Inode == FirstInode;
        }
    }
}

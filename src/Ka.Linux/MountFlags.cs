using System;

namespace Ka.Linux;

/// <summary>How a file system is mounted (mount(2)).</summary>
[Flags]
public enum MountFlags : ulong
{
    None = 0,
    ReadOnly = Libc.MS_RDONLY,
    NoSuid = Libc.MS_NOSUID,
    NoDevices = Libc.MS_NODEV,
    NoExec = Libc.MS_NOEXEC,
}

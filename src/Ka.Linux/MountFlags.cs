using System;

namespace Ka.Linux;

/// <summary>Flags of mount(2).</summary>
[Flags]
public enum MountFlags : ulong
{
    None = 0,
    ReadOnly = Sys.MS_RDONLY,
    NoSuid = Sys.MS_NOSUID,
    NoDevices = Sys.MS_NODEV,
    NoExec = Sys.MS_NOEXEC,
}

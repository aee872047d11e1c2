using System.Collections.Generic;

namespace Ka.Receiver;

/// <summary>Settings of an installation on this machine.</summary>
/// <param name="MountDirectory">The clone's mount point while it is made; absolute, without a slash at its end, never the
/// root.</param>
/// <param name="Disks">Names or paths of the disks that may be taken; none: every fixed disk that this machine does not
/// use.</param>
/// <param name="HostName">The clone's name; null: the golden node's.</param>
public sealed record InstallOptions(string MountDirectory, IReadOnlyList<string> Disks, string? HostName)
{
    /// <summary>Names of what stays the golden node's, besides those of the plan.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];
}

using System.Collections.Generic;

namespace Ka.Receiver;

/// <summary>What this machine brings to a plan.</summary>
/// <param name="MountDirectory">Where the clone is mounted while it is made; absolute, without a slash at its end, never the root.</param>
/// <param name="Disks">Only these disks, names or paths; none: every fixed disk that this machine does not use.</param>
/// <param name="HostName">The clone's name; null: the golden node's.</param>
public sealed record InstallOptions(string MountDirectory, IReadOnlyList<string> Disks, string? HostName);

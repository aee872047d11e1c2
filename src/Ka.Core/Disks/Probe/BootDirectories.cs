using System.Collections.Generic;

namespace Ka.Disks.Probe;

/// <summary>Where a system has what it is started by, when that is a file system of its own.</summary>
internal static class BootDirectories
{
    public static IReadOnlyList<string> All { get; } = ["/boot", "/boot/efi", "/efi", "/esp", "/boot/firmware"];
}

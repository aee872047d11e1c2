using System;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Lab;

/// <summary>What a test of the lab needs of the machine, and what becomes of it where that is missing.</summary>
internal static class LabNeeds
{
    private static readonly string[] s_tools = ["socat", "tcpdump", "losetup", "mkfs.ext4", "mkfs.xfs", "rsync", "sfdisk", "mkfs.btrfs", "mkfs.vfat"];

    /// <summary>Why there can be no lab; null when there can.</summary>
    public static string? OfLab()
    {
        var missing = s_tools.Where(tool => !Programs.Exists(tool)).ToArray();
        return NetworkLab.WhyNot() ?? (missing.Length == 0 ? null : $"programs are missing: {string.Join(' ', missing)}");
    }

    /// <summary>The same for a test of the program itself.</summary>
    public static string? OfProduct() => OfLab()
        ?? (File.Exists(Programs.Ka) ? null : $"no {Programs.Ka}: build it first, or name one in KA_BINARY");

    /// <summary>A reason, unless this is CI, where what cannot run has failed.</summary>
    public static string? ReasonToSkip(string? reason) => Environment.GetEnvironmentVariable("CI") == "true" ? null : reason;

    /// <exception cref="InvalidOperationException">Something is missing, and this is CI.</exception>
    public static void Demand(string? reason)
    {
        if (reason != null)
            throw new InvalidOperationException(reason);
    }
}

using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.TestRunner;

/// <summary>What this machine has of what tests need.</summary>
internal static class Machine
{
    private static readonly string[] s_labTools =
    [
        "socat",
        "tcpdump",
        "losetup",
        "mkfs.ext4",
        "mkfs.xfs",
        "rsync",
        "sfdisk",
        "mkfs.btrfs",
        "mkfs.vfat",
    ];

    private static readonly string[] s_imageTools =
    [
        "mksquashfs",
        "unsquashfs",
        "depmod",
        "modinfo",
        "cpio",
        "bsdtar",
        "dnsmasq",
        "mcopy",
    ];

    private static readonly ConcurrentDictionary<Need, string?> s_reasons = [];

    /// <summary>False with <c>CI=true</c>: what cannot run has failed there.</summary>
    public static bool MaySkip { get; } = Environment.GetEnvironmentVariable("CI") != "true";

    /// <summary>Why a test with these needs cannot run here; null where it can. Thread-safe.</summary>
    public static string? WhyNot(Need needs) =>
        Enum.GetValues<Need>()
            .Where(need => needs.HasFlag(need))
            .Select(need => s_reasons.GetOrAdd(need, Missing))
            .FirstOrDefault(reason => reason is not null);

    private static string? Missing(Need need) =>
        need switch
        {
            Need.Root => Environment.IsPrivilegedProcess ? null : "needs root",
            Need.Lab => NetworkLab.WhyNot() ?? MissingPrograms(s_labTools),
            Need.Product => WhyNot(Need.Lab)
                ?? (File.Exists(Programs.Ka) ? null : $"no {Programs.Ka}: build it first, or name one in KA_BINARY"),
            Need.GoldenRoot => WhyNot(Need.Lab) ?? GoldenRoot.WhyNot() ?? MissingPrograms(s_imageTools),
            Need.DhcpServers => WhyNot(Need.Lab)
                ?? MissingPrograms(["dnsmasq"])
                ?? (Programs.Dhcpd is null ? "no dhcpd (isc-dhcp-server)" : null),
            Need.Vm => WhyNot(Need.Lab) ?? Vm.WhyNot(),
            Need.Guest => WhyNot(Need.Vm) ?? Guest.WhyNot(),
            Need.OldestSuite => WhyNot(Need.Lab) ?? SuiteRoot.WhyNot(SuiteRoot.Oldest),
            Need.AllSuites => WhyNot(Need.Lab) ?? SuiteRoot.WhyNot(SuiteRoot.All),
            _ => throw new ArgumentOutOfRangeException(nameof(need), need, null),
        };

    private static string? MissingPrograms(string[] programs)
    {
        var missing = programs.Where(program => !Programs.Exists(program)).ToArray();
        return missing.Length == 0 ? null : $"programs are missing: {string.Join(' ', missing)}";
    }
}

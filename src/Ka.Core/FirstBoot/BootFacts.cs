using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Linux;
using Ka.RootTrees;
using Ka.Wire;

namespace Ka.FirstBoot;

/// <summary>Reads what a booted clone is: its kernel, root, cards, keys, and what failed to start. Changes nothing.</summary>
public static class BootFacts
{
    private static readonly string[] s_machineIds = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

    /// <summary>What this machine is now.</summary>
    /// <param name="root">Where its files are; <c>/</c>, or a tree that stands for it.</param>
    /// <exception cref="LinuxException">The root cannot be read.</exception>
    public static BootReport Read(BytePath root)
    {
        using var tree = new RootTree(root);
        return new BootReport
        {
            Host = MachineName.Read(),
            Kernel = FirstLine(BytePath.FromText("/proc/sys/kernel/osrelease")),
            RootUuid = RootUuid(root),
            MachineId = MachineId(tree),
            FailedUnits = FailedUnits(),
            Interfaces = Interfaces(),
            HostKeys = HostKeys(tree),
        };
    }

    /// <summary>The names in the output of <c>systemctl --failed --plain --no-legend</c>.</summary>
    internal static IReadOnlyList<string> UnitsOf(string output) =>
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.TrimStart('*', '\u25cf', ' ').Split(' ')[0])
                .Where(name => name.Length > 0)
                .Take(WireLimits.BootUnits),
        ];

    private static string RootUuid(BytePath root) =>
        ProgramPath.Find("findmnt") is null
            ? ""
            : ToolCommand.Query("findmnt", "-n", "-o", "UUID", "--target", SurrogateEscape.Decode(root)).TryRun().Text.Trim();

    private static string MachineId(RootTree tree) => s_machineIds.SelectMany(tree.Lines).FirstOrDefault("");

    private static IReadOnlyList<string> FailedUnits()
    {
        if (Files.TryOpenDirectory("/run/systemd/system"u8, out var systemd).IsSuccess)
        {
            systemd.Dispose();
            return UnitsOf(ToolCommand.Query("systemctl", "--failed", "--plain", "--no-legend").TryRun().Text);
        }
        return ProgramPath.Find("rc-status") is null
            ? []
            : UnitsOf(ToolCommand.Query("rc-status", "--crashed", "--nocolor").TryRun().Text);
    }

    private static IReadOnlyList<BootInterface> Interfaces()
    {
        var addresses = NetworkInterfaces.WithBroadcast();
        return
        [
            .. NetworkLinks
                .List()
                .Where(link => link.IsEthernet)
                .Take(WireLimits.Interfaces)
                .Select(link => new BootInterface(
                    link.Name,
                    link.Mac.ToString(),
                    [
                        .. addresses
                            .Where(address => address.Interface == link.Name)
                            .Take(WireLimits.BootAddresses)
                            .Select(address =>
                                string.Create(CultureInfo.InvariantCulture, $"{address.Address}/{address.PrefixLength}")
                            ),
                    ]
                )),
        ];
    }

    private static IReadOnlyList<string> HostKeys(RootTree tree) =>
        [
            .. tree.List("/etc/ssh")
                .Where(name =>
                    name.StartsWith("ssh_host_", StringComparison.Ordinal) && name.EndsWith(".pub", StringComparison.Ordinal)
                )
                .SelectMany(name => tree.Lines($"/etc/ssh/{name}").Take(1))
                .Where(key => Encoding.UTF8.GetByteCount(key) <= WireLimits.BootKey)
                .Take(WireLimits.BootKeys),
        ];

    private static string FirstLine(BytePath path) =>
        Files.TryReadAll(path, out var text).IsSuccess ? Encoding.UTF8.GetString(text).Split('\n')[0].Trim() : "";
}

using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The kernel command line that the tree will be booted with, for programs that ask /proc/cmdline: there they would find
/// the rescue's.</summary>
internal static class CommandLineSteps
{
    private const string Kernel = "/etc/kernel/cmdline";

    private const string Grub = "/etc/default/grub";

    private static readonly string[] s_linux = ["linux", "linux16", "linuxefi"];

    private static readonly string[] s_extlinux =
    [
        "/boot/extlinux/extlinux.conf",
        "/boot/extlinux.conf",
        "/boot/syslinux/syslinux.cfg",
    ];

    // Fedora's and RHEL's 20-grub.install writes the boot entries anew where /etc/default/grub is the newer one of both.
    public static void AddOrder(PlanDraft draft)
    {
        if (
            draft.Steps.OfType<RewriteFile>().Any(step => step.Path == Grub)
            && Modified(draft, Kernel) is { } line
            && Modified(draft, Grub) is { } grub
            && (line.Seconds, line.Nanoseconds).CompareTo((grub.Seconds, grub.Nanoseconds)) >= 0
        )
            draft.Steps.Add(new MakeNewer("order of times", Kernel, Grub));
    }

    /// <summary>With this machine's names of disks, and always with a root.</summary>
    public static string Find(PlanDraft draft)
    {
        var words = Words(draft).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(IsKernels);
        var line = new CommandLineText(draft.Names, paths: false, []) { MachineId = draft.Ids?.New }.Rewrite(
            string.Join(' ', words),
            "/proc/cmdline"
        );
        if (!(" " + line).Contains(" root=", StringComparison.Ordinal) && draft.Names.Target.MountAt("/") is { } root)
            line =
                $"root={draft.Names.Name(root.Device)} ro"
                + (root.Subvolume is { } subvolume ? $" rootflags=subvol={subvolume}" : "")
                + (line.Length == 0 ? "" : " " + line);
        return line;
    }

    private static bool IsKernels(string word) =>
        !word.StartsWith("BOOT_IMAGE=", StringComparison.Ordinal)
        && !word.StartsWith("initrd=", StringComparison.Ordinal)
        && !word.StartsWith('$');

    private static string Words(PlanDraft draft)
    {
        if (draft.Tree.IsFile(Kernel))
            return string.Join(' ', draft.Tree.Lines(Kernel).Where(line => !line.StartsWith('#')));
        var variables = Variables(draft);
        foreach (var entry in DefaultKernel.Entries(draft))
        {
            var options = string.Join(' ', Values(draft, entry, "options"));
            foreach (var (name, value) in variables)
                options = options.Replace("$" + name, value, StringComparison.Ordinal);
            return options;
        }
        foreach (var menu in BootEntrySteps.GrubBlocks(draft))
        foreach (var key in s_linux)
            if (Values(draft, menu, key) is [var words, ..])
                return words[(words.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        foreach (var file in s_extlinux)
            if (Values(draft, file, "append") is [var words, ..])
                return words;
        if (!draft.Tree.IsFile(Grub))
            return "";
        var text = draft.Text(Grub);
        return $"{ShellText.Get(text, "GRUB_CMDLINE_LINUX")} {ShellText.Get(text, "GRUB_CMDLINE_LINUX_DEFAULT")}";
    }

    /// <summary>What stands behind a key word, on each of its lines.</summary>
    private static List<string> Values(PlanDraft draft, string path, string key)
    {
        var found = new List<string>();
        foreach (var line in draft.Tree.Lines(path))
            if (
                line.Length > key.Length
                && line[key.Length] is ' ' or '\t'
                && line.StartsWith(key, StringComparison.OrdinalIgnoreCase)
            )
                found.Add(line[key.Length..].Trim());
        return found;
    }

    /// <summary>GRUB's environment: <c>kernelopts</c> of release 8, tuned's parameters.</summary>
    private static List<(string Name, string Value)> Variables(PlanDraft draft)
    {
        var found = new List<(string, string)>();
        foreach (var block in BootEntrySteps.GrubBlocks(draft))
            if (block.EndsWith("/grubenv", StringComparison.Ordinal))
                foreach (var line in draft.Tree.Lines(block))
                    if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && line[0] != '#')
                        found.Add((line[..equals], line[(equals + 1)..]));
        return found;
    }

    private static UnixTime? Modified(PlanDraft draft, string path) =>
        draft.Tree.Resolve(path) is { } real ? draft.Tree.TryStatus(real)?.Modified : null;
}

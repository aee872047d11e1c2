using System;
using System.Collections.Generic;
using System.Text;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The initramfs of each installed kernel, made by the tree's own program, with the drivers of this machine in
/// it.</summary>
internal static class InitramfsSteps
{
    private const string What = "initramfs";

    /// <summary>All but the oldest kind, whose nash takes root= as the kernel's own name.</summary>
    public static bool KnowsUuids(PlanDraft draft) => Tool(draft) is not ("mkinitrd" or null);

    public static void Add(PlanDraft draft)
    {
        var kernels = Kernels(draft);
        if (kernels.Count == 0)
            draft.Reasons.Add(
                "there is no kernel in the tree's /boot with its modules in /lib/modules: it cannot boot by itself"
            );
        var modules = Modules(draft, kernels);
        AddModprobe(draft, kernels);
        if (SystemdBootSteps.Utility(draft) is not null)
        {
            SdbootutilSteps.Add(draft, modules);
            return;
        }
        switch (Tool(draft))
        {
            case "mkinitramfs":
                AddInitramfsTools(draft, kernels, modules);
                break;
            case "dracut":
                AddDracut(draft, kernels, modules);
                break;
            case "mkinitcpio":
                // Its hook "autodetect" sees this machine.
                draft.Run(What, draft.Program("mkinitcpio")!, "-P");
                break;
            case "mkinitrd":
                AddMkinitrd(draft, kernels, modules);
                break;
            default:
                if (kernels.Exists(kernel => Initrd(draft, kernel) is not null))
                    draft.Reasons.Add(
                        "the tree's kernels have an initramfs, and there is no program in it that makes one for this "
                            + "machine (initramfs-tools, dracut, mkinitcpio, mkinitrd)"
                    );
                else
                    draft.Notes.Add("the tree's kernels have no initramfs, and none is made");
                break;
        }
    }

    private static string? Tool(PlanDraft draft)
    {
        foreach (var name in new[] { "mkinitramfs", "dracut", "mkinitcpio", "mkinitrd" })
            if (draft.Program(name) is not null)
                return name;
        return null;
    }

    /// <summary>Versions whose modules and whose kernel are there.</summary>
    private static List<string> Kernels(PlanDraft draft)
    {
        var found = new List<string>();
        foreach (var version in draft.Tree.List("/lib/modules"))
            if (draft.Tree.IsFile($"/lib/modules/{version}/modules.dep") && HasImage(draft, version))
                found.Add(version);
        return found;
    }

    private static bool HasImage(PlanDraft draft, string version)
    {
        foreach (var name in new[] { "vmlinuz", "vmlinux", "kernel", "bzImage", "Image" })
            if (draft.Tree.IsFile($"/boot/{name}-{version}"))
                return true;
        // Arch and systemd-boot: under a name without the version, or in a directory of the machine.
        return draft.Tree.IsFile($"/lib/modules/{version}/vmlinuz") || InDirectory(draft, version, "linux") is not null;
    }

    /// <summary>The path of a version's existing initramfs; null when there is none.</summary>
    private static string? Initrd(PlanDraft draft, string version)
    {
        foreach (
            var name in new[]
            {
                $"initrd.img-{version}",
                $"initramfs-{version}.img",
                $"initrd-{version}.img",
                $"initrd-{version}",
            }
        )
            if (draft.Tree.IsFile("/boot/" + name))
                return "/boot/" + name;
        return InDirectory(draft, version, "initrd");
    }

    /// <summary>kernel-install(8): DIRECTORY/MACHINE/VERSION/linux.</summary>
    private static string? InDirectory(PlanDraft draft, string version, string file)
    {
        foreach (var place in new[] { "/boot", "/efi", "/boot/efi" })
        foreach (var name in draft.Tree.List(place))
            if (draft.Tree.IsFile($"{place}/{name}/{version}/{file}"))
                return $"{place}/{name}/{version}/{file}";
        return null;
    }

    /// <summary>What drives this machine's disks and cards in any of the kernels, and what the operator asked for.</summary>
    private static List<string> Modules(PlanDraft draft, List<string> kernels)
    {
        var modules = new List<string>();
        foreach (var word in draft.Request.BootLoader?.Options ?? [])
            if (word.StartsWith("--with=", StringComparison.Ordinal))
                modules.Add(word["--with=".Length..]);
        foreach (var kernel in kernels)
        {
            var drivers = DriverTable.Of(draft.Tree, kernel);
            foreach (var devices in new[] { draft.Request.Hardware.Disks, draft.Request.Hardware.Nics })
            foreach (var device in devices)
            foreach (var module in drivers.Find(device.Aliases))
                if (!modules.Contains(module))
                    modules.Add(module);
        }
        return modules;
    }

    /// <summary>Words for the program itself.</summary>
    private static List<string> OtherOptions(PlanDraft draft)
    {
        var words = new List<string>();
        foreach (var word in draft.Request.BootLoader?.Options ?? [])
            if (!word.StartsWith("--with=", StringComparison.Ordinal))
                words.Add(word);
        return words;
    }

    private static void AddInitramfsTools(PlanDraft draft, List<string> kernels, List<string> modules)
    {
        const string List = "/etc/initramfs-tools/modules";
        var block = new StringBuilder();
        foreach (var module in modules)
            block.Append(module).Append('\n');
        if (draft.Tree.IsFile(List))
            draft.Rewrite("drivers of this machine", List, text => FileText.WithBlock(text, block.ToString()));
        else if (block.Length > 0)
            draft.Write("drivers of this machine", List, FileText.WithBlock("", block.ToString()));
        if (OtherOptions(draft) is { Count: > 0 } others)
            draft.Reasons.Add($"the tree's initramfs-tools take no option {others[0]}: only --with=MODULE");
        if (draft.Program("update-initramfs") is not { } program)
            draft.Reasons.Add("the tree has mkinitramfs without update-initramfs");
        else
            foreach (var kernel in kernels)
                draft.Run(What, program, draft.Tree.IsFile($"/boot/initrd.img-{kernel}") ? "-u" : "-c", "-k", kernel);
    }

    private static void AddDracut(PlanDraft draft, List<string> kernels, List<string> modules)
    {
        const string Conf = "/etc/dracut.conf.d/90-ka.conf";
        if (modules.Count > 0)
            draft.Write(
                "drivers of this machine",
                Conf,
                "# Written by ka prepare: what drives this machine's disks and cards.\n"
                    + $"add_drivers+=\" {string.Join(' ', modules)} \"\n"
            );
        else
            draft.Remove("drivers of another machine", [Conf]);
        foreach (var kernel in kernels)
            draft.Run(
                What,
                draft.Program("dracut")!,
                [
                    "--force",
                    "--no-hostonly",
                    .. OtherOptions(draft),
                    Initrd(draft, kernel) ?? $"/boot/initramfs-{kernel}.img",
                    kernel,
                ]
            );
    }

    private static void AddMkinitrd(PlanDraft draft, List<string> kernels, List<string> modules)
    {
        var words = new List<string> { "-v", "-f" };
        foreach (var module in modules)
            words.Add("--with=" + module);
        words.AddRange(OtherOptions(draft));
        foreach (var kernel in kernels)
            draft.Run(
                What,
                draft.Program("mkinitrd")!,
                [.. words, Initrd(draft, kernel) ?? $"/boot/initrd-{kernel}.img", kernel]
            );
    }

    // modprobe.conf(5) of systems without udev: which driver is eth0, what drives the disks.
    private static void AddModprobe(PlanDraft draft, List<string> kernels)
    {
        const string Path = "/etc/modprobe.conf";
        if (!draft.Tree.IsFile(Path) || kernels.Count == 0 || draft.Request.Hardware is { Disks.Count: 0, Nics.Count: 0 })
            return;
        var drivers = DriverTable.Of(draft.Tree, kernels[^1]);
        var block = new StringBuilder();
        for (var i = 0; i < draft.Request.Hardware.Nics.Count; i++)
            if (drivers.Find(draft.Request.Hardware.Nics[i].Aliases) is [.., var driver])
                block.Append(System.Globalization.CultureInfo.InvariantCulture, $"alias eth{i} {driver}\n");
        var adapters = new List<string>();
        foreach (var disk in draft.Request.Hardware.Disks)
        foreach (var module in drivers.Find(disk.Aliases))
            if (module is not ("sd_mod" or "sg") && !adapters.Contains(module))
                adapters.Add(module);
        for (var i = 0; i < adapters.Count; i++)
            block.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"alias scsi_hostadapter{(i == 0 ? "" : i)} {adapters[i]}\n"
            );
        draft.Rewrite("drivers of this machine", Path, text => FileText.WithBlock(WithoutAliases(text), block.ToString()));
    }

    /// <summary>Without the golden node's <c>alias ethN</c> and <c>scsi_hostadapter</c>.</summary>
    private static string WithoutAliases(string text) =>
        FileText.EachLine(
            text,
            line =>
            {
                var fields = new FieldLine(line);
                return
                    fields.Count > 2
                    && (fields[0] is "alias" or "install")
                    && (IsCard(fields[1]) || fields[1].StartsWith("scsi_hostadapter", StringComparison.Ordinal))
                    ? null
                    : line;
            }
        );

    private static bool IsCard(string name) =>
        name.Length > 3 && name.StartsWith("eth", StringComparison.Ordinal) && !name.AsSpan(3).ContainsAnyExceptInRange('0', '9');
}

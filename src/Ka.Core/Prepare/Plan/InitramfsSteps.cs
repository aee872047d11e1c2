using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.BootImages.Reading;
using Ka.Prepare.Families;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The initramfs of each installed kernel, made by the tree's own program, with the drivers of this machine in
/// it.</summary>
internal static class InitramfsSteps
{
    public const string What = "initramfs";

    /// <summary>All but the oldest kind, whose nash takes root= as the kernel's own name.</summary>
    public static bool KnowsUuids(PlanDraft draft) => Tool(draft) is not ("mkinitrd" or null);

    public static void Add(PlanDraft draft)
    {
        var kernels = TreeKernels.Find(draft);
        if (kernels.Count == 0)
            draft.Reasons.Add(
                "there is no kernel in the tree's /boot with its modules in /lib/modules: it cannot boot by itself"
            );
        AddModprobe(draft, kernels);
        if (SystemdBootSteps.Utility(draft) is not null)
        {
            SdbootutilSteps.Add(draft, kernels, Modules(draft, kernels));
            return;
        }
        if (Tool(draft) is not { } tool)
        {
            AddNone(draft, kernels);
            return;
        }
        var unified = kernels.FindAll(kernel => UnifiedImageSteps.IsAlone(draft, kernel, kernels));
        var made = Choose(draft, kernels.FindAll(kernel => !unified.Contains(kernel)), tool);
        if (made.Count > 0)
            Add(draft, tool, made);
        else if (unified.Count > 0 && tool == "dracut")
            WriteDracutDrivers(draft, Modules(draft, unified));
        UnifiedImageSteps.Add(draft, kernels);
    }

    private static void Add(PlanDraft draft, string tool, List<Made> made)
    {
        var kernels = made.ConvertAll(one => one.Kernel);
        var modules = Modules(draft, kernels);
        switch (tool)
        {
            case "mkinitramfs":
                AddInitramfsTools(draft, kernels, modules);
                break;
            case "dracut":
                AddDracut(draft, made, modules);
                break;
            case "mkinitcpio":
                // Its hook "autodetect" sees this machine.
                NoteShortages(draft, kernels);
                draft.Run(What, draft.Program("mkinitcpio")!, "-P");
                break;
            case "mkinitfs":
                MkinitfsSteps.Add(draft, kernels);
                break;
            default:
                AddMkinitrd(draft, kernels, modules);
                break;
        }
    }

    private static void AddNone(PlanDraft draft, List<string> kernels)
    {
        if (kernels.Exists(kernel => TreeKernels.Initramfs(draft, kernel) is not null))
            draft.Reasons.Add(
                "the tree's kernels have an initramfs, and there is no program in it that makes one for this "
                    + "machine (initramfs-tools, dracut, mkinitcpio, mkinitfs, mkinitrd)"
            );
        else
            draft.Notes.Add("the tree's kernels have no initramfs, and none is made");
    }

    /// <summary>The program that makes the tree's initramfs; null: it has none.</summary>
    public static string? Tool(PlanDraft draft)
    {
        foreach (var name in draft.Family.InitramfsTools)
            if (draft.Program(name) is not null)
                return name;
        foreach (var name in FamilyTable.Other.InitramfsTools)
            if (draft.Program(name) is not null)
                return name;
        return null;
    }

    /// <summary>An initramfs that is made: the kernel's, and what the one before it held, as far as it was read.</summary>
    private sealed record Made(string Kernel, InitramfsContents? Contents);

    /// <summary>The kernels whose initramfs is made. The others keep theirs; both are said with the reason.</summary>
    private static List<Made> Choose(PlanDraft draft, List<string> kernels, string tool)
    {
        var made = new List<Made>();
        var defaults = DefaultKernel.Of(draft, kernels);
        var judge = new InitramfsJudge(draft);
        foreach (var kernel in kernels)
        {
            InitramfsContents? contents = null;
            var reason =
                tool == "mkinitrd" ? "mkinitrd writes the root's name into it"
                : OtherOptions(draft).Count > 0 ? "--bootloader has options for it"
                : tool == "mkinitcpio" && HasPresetImage(draft) ? "a unified kernel image holds it"
                : judge.Reason(kernel, defaults.Contains(kernel), out contents);
            draft.Notes.Add(
                reason is null
                    ? $"the initramfs of {kernel} stays: it has this machine's drivers, and nothing in it changes"
                    : $"the initramfs of {kernel} is made: {reason}"
            );
            if (reason is not null)
                made.Add(new Made(kernel, contents));
        }
        return made;
    }

    private static bool HasPresetImage(PlanDraft draft)
    {
        foreach (var image in TreeKernels.Unified(draft))
            if (UnifiedImageSteps.IsOfPreset(draft, image[(image.LastIndexOf('/') + 1)..]))
                return true;
        return false;
    }

    /// <summary>Modules that the operator asked for.</summary>
    public static List<string> Asked(PlanDraft draft)
    {
        var modules = new List<string>();
        foreach (var word in draft.Request.BootLoader?.Options ?? [])
            if (word.StartsWith("--with=", StringComparison.Ordinal))
                modules.Add(word["--with=".Length..]);
        return modules;
    }

    /// <summary>What drives this machine's disks and cards in any of the kernels, and what the operator asked for.</summary>
    private static List<string> Modules(PlanDraft draft, List<string> kernels)
    {
        var modules = Asked(draft);
        foreach (var kernel in kernels)
        {
            var drivers = new DriverTable(draft.Tree, kernel);
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
        {
            NoteShortages(draft, kernels);
            foreach (var kernel in kernels)
                draft.Run(What, program, draft.Tree.IsFile($"/boot/initrd.img-{kernel}") ? "-u" : "-c", "-k", kernel);
        }
    }

    /// <summary>Of a program whose new initramfs is as large as the old one, and is written beside it.</summary>
    private static void NoteShortages(PlanDraft draft, List<string> kernels)
    {
        foreach (var kernel in kernels)
        {
            // The old one goes before the next one is made.
            var space = new BootSpace(draft);
            if (!space.TryTake(kernel, space.SizeOf(kernel)))
                draft.Notes.Add(space.Shortage(kernel, space.SizeOf(kernel)));
        }
    }

    private static void AddDracut(PlanDraft draft, List<Made> made, List<string> modules)
    {
        var space = new BootSpace(draft);
        var calls = new List<(string Kernel, string Kind)>();
        foreach (var (kernel, contents) in made)
        {
            var now = space.SizeOf(kernel);
            if (space.TryTake(kernel, space.Generic(kernel, contents) - now))
            {
                calls.Add((kernel, "--no-hostonly"));
                continue;
            }
            // What hangs on this machine, which its programs find by themselves, and the drivers by name.
            calls.Add((kernel, "--hostonly"));
            draft.Notes.Add(
                $"{space.Shortage(kernel, space.Generic(kernel, contents) - now)}: it is made for this machine alone"
            );
            AddRootDrivers(draft, kernel, modules);
            if (!space.TryTake(kernel, now / 4))
                draft.Notes.Add(space.Shortage(kernel, now / 4));
        }
        WriteDracutDrivers(draft, modules);
        foreach (var (kernel, kind) in calls)
            draft.Run(
                What,
                draft.Program("dracut")!,
                ["--force", kind, .. OtherOptions(draft), TreeKernels.Place(draft, kernel), kernel]
            );
    }

    /// <summary>Adds what the root lies on, for an initramfs that has not everything.</summary>
    public static void AddRootDrivers(PlanDraft draft, string kernel, List<string> modules)
    {
        foreach (var module in new DriverNeeds(draft, kernel).AddRoot(draft.Request.Target).Modules)
            if (!modules.Contains(module.Name))
                modules.Add(module.Name);
    }

    /// <summary>dracut.conf(5): for all that it makes, also when another program calls it.</summary>
    public static void WriteDracutDrivers(PlanDraft draft, List<string> modules)
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
                [.. words, TreeKernels.Initramfs(draft, kernel) ?? $"/boot/initrd-{kernel}.img", kernel]
            );
    }

    // modprobe.conf(5) of systems without udev: which driver is eth0, what drives the disks.
    private static void AddModprobe(PlanDraft draft, List<string> kernels)
    {
        const string Path = "/etc/modprobe.conf";
        if (!draft.Tree.IsFile(Path) || kernels.Count == 0 || draft.Request.Hardware is { Disks.Count: 0, Nics.Count: 0 })
            return;
        var drivers = new DriverTable(draft.Tree, kernels[^1]);
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

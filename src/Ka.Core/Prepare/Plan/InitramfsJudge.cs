using System;
using System.Collections.Generic;
using System.Linq;
using Ka.BootImages.Reading;
using Ka.Disks.Model;
using Ka.KernelModules;
using Ka.Prepare.Model;
using Ka.Prepare.Names;

namespace Ka.Prepare.Plan;

/// <summary>Whether the initramfs that a kernel has starts this machine: it holds the drivers that are needed, and nothing that
/// this preparation changes. In doubt it does not.</summary>
internal sealed class InitramfsJudge
{
    private const string Links = "/etc/systemd/network/",
        Rules = "/etc/udev/rules.d/";

    /// <summary>What programs read when they make an initramfs, and put into it under another name or not at all.</summary>
    private static readonly string[] s_inputs =
    [
        "/etc/initramfs-tools/",
        "/etc/dracut.conf",
        "/etc/mkinitcpio",
        "/etc/mkinitfs/",
        "/etc/crypttab",
        "/etc/mdadm",
        "/etc/modprobe.",
        "/etc/modules",
    ];

    /// <summary>Of the system that the initramfs starts; without effect in it.</summary>
    private static readonly string[] s_harmless = ["/etc/machine-id", "/etc/hostname"];

    private readonly PlanDraft _draft;
    private readonly OldNames _names;
    private readonly List<string> _touched;

    /// <param name="draft">With all steps that change what an initramfs may hold.</param>
    public InitramfsJudge(PlanDraft draft)
    {
        _draft = draft;
        _names = new OldNames(draft.Names);
        _touched = [.. draft.Steps.SelectMany(Paths).Distinct()];
    }

    /// <summary>Why the initramfs of a kernel must be made; null: it is right as it is.</summary>
    /// <param name="isDefault">The machine boots that kernel when none is chosen: what matters little counts, too.</param>
    /// <param name="contents">What it holds, as far as it could be read.</param>
    public string? Reason(string kernel, bool isDefault, out InitramfsContents? contents)
    {
        contents = null;
        if (TreeKernels.Initramfs(_draft, kernel) is not { } path)
            return "there is none";
        contents = InitramfsContents.Read(_draft.Tree, path);
        if (contents.Fault is { } fault)
            return "the old one cannot be checked: " + fault;
        if (!_draft.Names.KnowsGolden)
            return "the golden node's layout is not known";
        return Drivers(contents, kernel) ?? Foreign(contents, kernel) ?? Root() ?? (isDefault ? Small(contents) : null);
    }

    private string? Drivers(InitramfsContents contents, string kernel)
    {
        var there = contents.ModulesOf(kernel);
        if (there.Count == 0)
            return "it has no modules of this kernel";
        var hardware = _draft.Request.Hardware;
        var needs = new DriverNeeds(_draft, kernel)
            .AddDevices(hardware.Disks)
            .AddRoot(_draft.Request.Target)
            .AddNames(InitramfsSteps.Asked(_draft));
        // Without cards of its own it does nothing with the network.
        if (HasCards(contents, kernel))
            needs.AddDevices(hardware.Nics);
        if (needs.Unknown is [var unknown, ..])
            return $"the kernel has no module {unknown}";
        var missing = needs.Modules.Select(module => module.Name).Where(name => !there.Contains(name)).ToList();
        return missing.Count == 0 ? null : "it lacks " + string.Join(", ", missing.Take(4)) + (missing.Count > 4 ? " ..." : "");
    }

    /// <summary>Something in it is the golden node's, or is changed by a step.</summary>
    private string? Foreign(InitramfsContents contents, string kernel)
    {
        string? found = null;
        foreach (var path in contents.Paths)
            _names.Find(path, (_, old, _) => found ??= $"{path} in it is named after {old}");
        foreach (var (path, text) in contents.Texts)
            _names.Find(text, (_, old, _) => found ??= $"{path} in it has {old}");
        found ??= _touched.Find(path => !s_harmless.Contains(path) && contents.Has(path)) is { } changed
            ? $"it has {changed}, which changes"
            : null;
        found ??= _touched.Find(path => s_inputs.Any(start => path.StartsWith(start, StringComparison.Ordinal))) is { } input
            ? $"{input} changes"
            : null;
        if (found is null && HasCards(contents, kernel) && !RenamesCards() && _touched.Find(IsCardName) is { } card)
            found = $"{card} changes, and it has drivers of cards";
        return found;
    }

    private string? Root()
    {
        if (_draft.Names.Golden is { } golden && Kind(golden.Layout) is var before && Kind(_draft.Request.Target) is var now)
            return before == now ? null : $"the root lies on {now}, and on {before} on the golden node";
        return null;
    }

    private string? Small(InitramfsContents contents)
    {
        if (_draft.Steps.OfType<RunHooks>().Any())
            return "a hook runs before";
        foreach (var path in s_harmless)
            if (_touched.Contains(path) && contents.Has(path))
                return $"it has {path}, which changes";
        return null;
    }

    private static string Kind(Layout layout)
    {
        var device = layout.Mounts.FirstOrDefault(mount => mount.Target == "/")?.Device ?? "";
        var type = layout.FileSystems.FirstOrDefault(one => one.Device == device)?.Type;
        var group = layout.VolumeGroups.FirstOrDefault(one => device.StartsWith(one.Name + "/", StringComparison.Ordinal));
        var below = group is null ? [device] : group.PhysicalVolumes.Select(volume => volume.Device);
        var array = layout.Arrays.FirstOrDefault(one => below.Contains(one.Name))?.Level;
        return string.Join(" on ", new[] { type, group is null ? null : "LVM", array }.OfType<string>());
    }

    /// <summary>Drivers of cards are there for the network, and not only because a driver of disks needs them: bnx2i, cxgb4i,
    /// qedi.</summary>
    private bool HasCards(InitramfsContents contents, string kernel)
    {
        var there = contents.ModulesOf(kernel);
        var ofDisks = new DriverNeeds(_draft, kernel).AddNames(
            contents.Paths.Where(path => path.Contains("/drivers/scsi/", StringComparison.Ordinal)).Select(KernelModule.NameOf)
        );
        return contents
            .Paths.Where(path => path.Contains("/drivers/net/ethernet/", StringComparison.Ordinal))
            .Select(KernelModule.NameOf)
            .Any(name => there.Contains(name) && !ofDisks.Modules.Any(needed => needed.Name == name));
    }

    private static bool IsCardName(string path) =>
        path.StartsWith(Links, StringComparison.Ordinal) || path.StartsWith(Rules, StringComparison.Ordinal);

    /// <summary>systemd-udevd names a card again in the real root, since release 240.</summary>
    private bool RenamesCards()
    {
        foreach (var place in new[] { "/usr/lib/systemd", "/lib/systemd", "/usr/lib/x86_64-linux-gnu/systemd" })
        foreach (var library in _draft.Matching(place, "libsystemd-shared-", ".so"))
        {
            var number = library[(library.LastIndexOf('-') + 1)..].TakeWhile(char.IsAsciiDigit).ToArray();
            if (int.TryParse(number, out var version))
                return version >= 240;
        }
        return false;
    }

    private static IEnumerable<string> Paths(PrepareStep step) =>
        step switch
        {
            RemoveFiles remove => remove.Paths,
            WriteFile write => [write.Path],
            RewriteFile rewrite => [rewrite.Path],
            MakeLink link => [link.Path],
            CopyFile copy => [copy.To],
            RenderTemplate template => [template.Path],
            _ => [],
        };
}

using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Prepare.Names;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>What is named after the machine id and must follow it: boot entries and directories of kernel-install(8), rescue
/// kernels, GRUB's saved entry. Otherwise the next kernel leaves the old entries, and they may boot for ever.</summary>
internal static class BootEntrySteps
{
    public const string What = "boot entries";

    private const string Rescue = "0-rescue";

    /// <summary>Where entries and kernels may be (Boot Loader Specification: $BOOT).</summary>
    private static readonly string[] s_places = ["/boot", "/boot/efi", "/efi"];

    /// <summary>Files that say how entries are named.</summary>
    private static readonly (string File, string Variable)[] s_naming =
    [
        ("/etc/machine-info", "KERNEL_INSTALL_MACHINE_ID"),
        ("/etc/kernel/install.conf", "MACHINE_ID"),
    ];

    private const string Token = "/etc/kernel/entry-token";

    /// <summary>The clone's id and those that it replaces; null: the tree's id stays, or it has none.</summary>
    /// <remarks>Every id in the name of an entry of an installed kernel is an old one, whatever /etc/machine-id says: golden
    /// nodes made of images have entries of another machine, and an interrupted preparation left some of its own.</remarks>
    public static MachineIds? Ids(PlanDraft draft)
    {
        if (draft.Request.KeepIdentity || !draft.Tree.IsFile(IdentitySteps.MachineId))
            return null;
        var current = draft.Text(IdentitySteps.MachineId).Trim();
        // machine-id(5): the clone is to have a first boot.
        if (current == "uninitialized")
            return null;
        var ids = new MachineIds(draft.Request.MachineId);
        ids.Add(current);
        if (draft.Tree.IsFile(Token))
            ids.Add(draft.Text(Token).Trim());
        foreach (var (file, variable) in s_naming)
            if (draft.Tree.IsFile(file))
                ids.Add(ShellText.Get(draft.Text(file), variable));
        var kernels = draft.Tree.List("/lib/modules");
        foreach (var place in Places(draft))
        {
            foreach (var name in draft.Tree.List(place))
                AddRoot(draft, place, name, kernels, ids);
            foreach (var directory in new[] { "/loader/entries", "/EFI/Linux" })
            foreach (var name in draft.Tree.List(place + directory))
                AddEntry(name, kernels, ids);
        }
        return ids;
    }

    public static void Add(PlanDraft draft)
    {
        if (draft.Ids is not { Old.Count: > 0 } ids)
            return;
        draft.Rewrite(What, Token, ids.Replace);
        foreach (var (file, _) in s_naming)
            draft.Rewrite(What, file, ids.Replace);
        foreach (var block in GrubBlocks(draft))
            // One id is as long as the other: the block keeps its length.
            draft.Rewrite(What, block, ids.Replace);
        // The names come last: as long as one has an old id, a repeated preparation knows that id.
        var moves = new List<(string From, string To)>();
        foreach (var place in Places(draft))
        {
            draft.Rewrite(What, place + "/loader/loader.conf", ids.Replace);
            foreach (var name in draft.Tree.List(place + "/loader/entries"))
                draft.Rewrite(What, $"{place}/loader/entries/{name}", ids.Replace);
            foreach (var directory in new[] { "", "/loader/entries", "/EFI/Linux" })
            foreach (var name in draft.Tree.List(place + directory))
            {
                if (name.EndsWith(".hmac", StringComparison.Ordinal))
                    draft.Rewrite(What, $"{place}{directory}/{name}", ids.Replace);
                if (ids.Replace(name) is var now && now != name)
                    moves.Add(($"{place}{directory}/{name}", $"{place}{directory}/{now}"));
            }
        }
        foreach (var (from, to) in moves)
            draft.Move(What, from, to);
    }

    /// <summary>The files of boot entries of all places (Boot Loader Specification, type 1).</summary>
    public static IEnumerable<string> Entries(PlanDraft draft) =>
        Places(draft).SelectMany(place => draft.Matching(place + "/loader/entries", "", ".conf"));

    /// <summary>GRUB's environment blocks and menus, the vendors' on the EFI system partition among them.</summary>
    public static IEnumerable<string> GrubBlocks(PlanDraft draft)
    {
        var seen = new List<string>();
        string[] places =
        [
            "/boot/grub2",
            "/boot/grub",
            .. draft.Tree.List("/boot/efi/EFI").Select(name => "/boot/efi/EFI/" + name),
        ];
        foreach (var place in places)
        foreach (var file in new[] { "grubenv", "grub.cfg" })
            if (draft.Tree.Resolve($"{place}/{file}") is { } real && draft.Tree.IsFile(real) && !seen.Contains(real))
            {
                seen.Add(real);
                yield return $"{place}/{file}";
            }
    }

    private static IEnumerable<string> Places(PlanDraft draft)
    {
        var seen = new List<string>();
        foreach (var place in s_places)
            if (draft.Tree.Resolve(place) is { } real && !seen.Contains(real))
            {
                seen.Add(real);
                yield return place;
            }
    }

    // MACHINE/VERSION, vmlinuz-0-rescue-MACHINE, initramfs-0-rescue-MACHINE.img.
    private static void AddRoot(PlanDraft draft, string place, string name, IReadOnlyList<string> kernels, MachineIds ids)
    {
        if (MachineIds.IsId(name))
        {
            foreach (var below in draft.Tree.List($"{place}/{name}"))
                if (below == Rescue || kernels.Contains(below))
                    ids.Add(name);
        }
        else if (
            name.IndexOf($"-{Rescue}-", StringComparison.Ordinal) is >= 0 and var at
            && name.AsSpan(at + Rescue.Length + 2) is { Length: >= MachineIds.Length } rest
        )
            ids.Add(rest[..MachineIds.Length]);
    }

    // MACHINE-VERSION.conf, MACHINE-VERSION+3.efi.
    private static void AddEntry(string name, IReadOnlyList<string> kernels, MachineIds ids)
    {
        if (name.Length <= MachineIds.Length + 1 || name[MachineIds.Length] != '-')
            return;
        var rest = name[(MachineIds.Length + 1)..];
        if (
            rest.StartsWith(Rescue, StringComparison.Ordinal)
            || kernels.Any(kernel => rest.StartsWith(kernel, StringComparison.Ordinal))
        )
            ids.Add(name.AsSpan(0, MachineIds.Length));
    }
}

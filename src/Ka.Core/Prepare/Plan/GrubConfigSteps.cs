using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>GRUB 2's menu: made anew by the tree's own program, or, where it is made of boot entries, rewritten.</summary>
internal static class GrubConfigSteps
{
    private const string What = "boot loader";

    public static string? Directory(PlanDraft draft) =>
        draft.Tree.IsDirectory("/boot/grub2") ? "/boot/grub2"
        : draft.Tree.IsDirectory("/boot/grub") ? "/boot/grub"
        : null;

    /// <summary>grub.cfg and device.map for this machine.</summary>
    /// <param name="atLoader">The grub.cfg beside GRUB on the EFI system partition: a stub, or the menu itself.</param>
    public static void Add(PlanDraft draft, IReadOnlyList<string> disks, string? atLoader = null)
    {
        // Its program's name says which of the two directories it writes to.
        var modern = draft.Program("grub2-mkconfig") is not null;
        var directory = Directory(draft) ?? (modern ? "/boot/grub2" : "/boot/grub");
        if (draft.Tree.IsFile(directory + "/device.map"))
            draft.Write("BIOS drives", directory + "/device.map", BootText.DeviceMap(BootLoaderSteps.Ordered(draft, disks)));
        AddKernelOptions(draft, directory + "/grubenv");
        var menu = atLoader is not null && IsMenu(draft, atLoader) ? atLoader : directory + "/grub.cfg";
        if (IsOfEntries(draft, menu))
            draft.Rewrite(ConfigSteps.What, menu, text => Rewrite(draft, text, menu));
        else if (draft.Program("grub-mkconfig", "grub2-mkconfig") is not { } mkconfig)
            draft.Reasons.Add("the tree has GRUB without grub-mkconfig");
        else
            draft.Run(What, mkconfig, "-o", menu);
    }

    /// <summary>The menu shows the boot entries below loader/entries: a new one would be the same, and making it gives all
    /// entries other options on some releases.</summary>
    public static bool IsOfEntries(PlanDraft draft, string menu) =>
        HasCommand(draft, menu, "blscfg")
        || (
            draft.Family.Never.Any(call => call.WithEntries)
            && draft.Matching("/boot/loader/entries", "", ".conf").Count > 0
            && draft.Tree.IsFile(menu)
            && draft.Tree.IsFile("/etc/default/grub")
            && ShellText.Get(draft.Text("/etc/default/grub"), "GRUB_ENABLE_BLSCFG") == "true"
        );

    /// <summary>It is a menu, and no stub that only leads to one.</summary>
    public static bool IsMenu(PlanDraft draft, string file) =>
        HasCommand(draft, file, "menuentry") || HasCommand(draft, file, "blscfg");

    private static bool HasCommand(PlanDraft draft, string file, string command) =>
        draft.Tree.Lines(file).Any(line => new FieldLine(line) is { IsSilent: false } fields && fields[0] == command);

    private static string Rewrite(PlanDraft draft, string text, string menu) =>
        BootText.RewriteSet(
            BootText.RewriteMenu2(text, draft.Names, words => Words(draft, words, menu)),
            "kernelopts",
            words => Words(draft, words, menu)
        );

    private static string Words(PlanDraft draft, string words, string where) =>
        new CommandLineText(draft.Names, paths: false, []).Rewrite(words, where);

    // Fedora and its kin up to release 8 keep the kernel's words in the environment block.
    private static void AddKernelOptions(PlanDraft draft, string block)
    {
        if (!draft.Tree.IsFile(block) || draft.Program("grub2-editenv", "grub-editenv") is not { } edit)
            return;
        foreach (var line in draft.Tree.Lines(block))
            if (
                line.StartsWith("kernelopts=", StringComparison.Ordinal)
                && new CommandLineText(draft.Names, paths: false, draft.Notes).Rewrite(line["kernelopts=".Length..], block)
                    is var now
                && now != line["kernelopts=".Length..]
            )
                draft.Run(What, edit, block, "set", "kernelopts=" + now);
    }
}

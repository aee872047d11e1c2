using System;
using System.Collections.Generic;
using Ka.Prepare.Names;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Every file of the tree that names a disk: fstab, crypttab, kernel command lines, arrays.</summary>
internal static class ConfigSteps
{
    private const string What = "devices of this machine";

    private static readonly string[] s_entries = ["/boot/loader/entries", "/boot/efi/loader/entries", "/efi/loader/entries"];

    private static readonly string[] s_mdadm = ["/etc/mdadm/mdadm.conf", "/etc/mdadm.conf"];

    private static readonly string[] s_extlinux =
    [
        "/boot/extlinux/extlinux.conf",
        "/boot/extlinux/linux.cfg",
        "/boot/syslinux/syslinux.cfg",
        "/boot/syslinux/extlinux.conf",
    ];

    private static readonly string[] s_menus = ["/boot/grub/menu.lst", "/boot/grub/grub.conf"];

    public static void Add(PlanDraft draft)
    {
        AddTables(draft);
        var paths = !InitramfsSteps.KnowsUuids(draft);
        string Line(string text, string where, List<string> notes) =>
            new CommandLineText(draft.Names, paths, notes).Rewrite(text, where);
        Noted(
            draft,
            "/etc/default/grub",
            (text, notes) => ShellText.Rewrite(text, IsCommandLine, value => Line(value, "/etc/default/grub", notes))
        );
        foreach (var file in draft.Matching("/etc/default/grub.d", "", ".cfg"))
            Noted(draft, file, (text, notes) => ShellText.Rewrite(text, IsCommandLine, value => Line(value, file, notes)));
        Noted(
            draft,
            "/etc/kernel/cmdline",
            (text, notes) => FileText.EachLine(text, line => Line(line, "/etc/kernel/cmdline", notes))
        );
        foreach (var directory in s_entries)
        foreach (var file in draft.Matching(directory, "", ".conf"))
            Noted(draft, file, (text, notes) => BootText.RewriteKeyed(text, "options", words => Line(words, file, notes)));
        foreach (var file in s_extlinux)
            Noted(draft, file, (text, notes) => BootText.RewriteKeyed(text, "append", words => Line(words, file, notes)));
        foreach (var file in s_menus)
            Noted(draft, file, (text, notes) => BootText.RewriteMenu(text, words => Line(words, file, notes)));
        foreach (var file in draft.Matching("/etc/dracut.conf.d", "", ".conf"))
            Noted(
                draft,
                file,
                (text, notes) =>
                    ShellText.Rewrite(text, variable => variable == "kernel_cmdline", value => Line(value, file, notes))
            );
        if (BootDisk(draft) is { } disk)
            Noted(
                draft,
                "/etc/lilo.conf",
                (text, notes) =>
                    BootText.RewriteLilo(text, "/dev/" + disk, draft.Names, words => Line(words, "/etc/lilo.conf", notes))
            );
        AddResume(draft);
        foreach (var file in s_mdadm)
            draft.Rewrite(What, file, text => BootText.RewriteMdadm(text, draft.Names));
        // LVM uses what it finds when the file is not there; with it, only disks of the golden node's serial numbers.
        draft.Remove("LVM's list of the golden node's disks", ["/etc/lvm/devices/system.devices"]);
    }

    /// <summary>The disk that this machine starts from: the first that holds /boot.</summary>
    public static string? BootDisk(PlanDraft draft) =>
        draft.Names.Target.Holding("/boot/grub") is { } device && draft.Names.Target.DisksUnder(device) is [var first, ..]
            ? first
            : null;

    private static void AddTables(PlanDraft draft)
    {
        Noted(draft, "/etc/fstab", (text, notes) => FstabText.Rewrite(text, draft.Names, notes));
        Noted(draft, "/etc/crypttab", (text, notes) => FstabText.RewriteCrypttab(text, draft.Names, notes));
        if (!draft.Tree.IsFile("/etc/fstab"))
            draft.Notes.Add("the tree has no /etc/fstab");
    }

    // initramfs-tools(7): where it resumes from. A name that is not there costs each boot half a minute.
    private static void AddResume(PlanDraft draft)
    {
        const string Path = "/etc/initramfs-tools/conf.d/resume";
        draft.Rewrite(
            What,
            Path,
            text =>
                ShellText.Rewrite(
                    text,
                    variable => variable == "RESUME",
                    value =>
                        !DeviceNames.IsDevice(value) ? value
                        : draft.Names.Find(value) is { } device ? draft.Names.Translate(value, device)
                        : value.StartsWith("/dev/mapper/", StringComparison.Ordinal) ? value
                        : "none"
                )
        );
    }

    private static bool IsCommandLine(string variable) => variable.StartsWith("GRUB_CMDLINE_", StringComparison.Ordinal);

    /// <summary>Notes are taken when the plan is made, and not again when it is carried out.</summary>
    private static void Noted(PlanDraft draft, string path, Func<string, List<string>, string> rewrite)
    {
        if (!draft.Tree.IsFile(path))
            return;
        rewrite(draft.Text(path), draft.Notes);
        draft.Rewrite(What, path, text => rewrite(text, []));
    }
}

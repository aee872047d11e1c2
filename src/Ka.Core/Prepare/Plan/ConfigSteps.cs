using System;
using System.Collections.Generic;
using Ka.Prepare.Names;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Every file of the tree that names a disk: fstab, crypttab, kernel command lines, arrays.</summary>
internal static class ConfigSteps
{
    public const string What = "devices of this machine";

    private static readonly string[] s_mdadm = ["/etc/mdadm/mdadm.conf", "/etc/mdadm.conf"];

    /// <summary>Files of assignments whose values are kernel command lines, and the variables.</summary>
    private static readonly (string Directory, string Suffix, string Prefix)[] s_shells =
    [
        ("/etc/default", "grub", "GRUB_CMDLINE_"),
        ("/etc/default/grub.d", ".cfg", "GRUB_CMDLINE_"),
        ("/etc/dracut.conf.d", ".conf", "kernel_cmdline"),
        ("/etc", "dracut.conf", "kernel_cmdline"),
        ("/etc/default", "u-boot", "U_BOOT_PARAMETERS"),
        ("/etc/default", "flash-kernel", "LINUX_KERNEL_CMDLINE"),
        ("/etc/default", "kexec", "APPEND"),
        ("/etc/default", "kdump-tools", "KDUMP_CMDLINE"),
        ("/etc/sysconfig", "kdump", "KDUMP_COMMANDLINE"),
        ("/etc", "update-extlinux.conf", "default_kernel_opts"),
    ];

    /// <summary>Files that are kernel command lines.</summary>
    private static readonly (string Directory, string Suffix)[] s_lines =
    [
        ("/etc/kernel", "cmdline"),
        ("/etc/kernel/cmdline.d", ".conf"),
        ("/etc/cmdline.d", ".conf"),
        ("/boot", "cmdline.txt"),
        ("/boot/firmware", "cmdline.txt"),
    ];

    /// <summary>Files with lines of a key and a kernel command line, and the key.</summary>
    private static readonly (string Directory, string Suffix, string Key)[] s_keyed =
    [
        ("/boot/loader/entries", ".conf", "options"),
        ("/boot/efi/loader/entries", ".conf", "options"),
        ("/efi/loader/entries", ".conf", "options"),
        ("/boot/extlinux", ".conf", "append"),
        ("/boot/extlinux", "linux.cfg", "append"),
        ("/boot/syslinux", ".cfg", "append"),
        ("/boot/syslinux", ".conf", "append"),
        ("/boot", "extlinux.conf", "append"),
        ("/boot", "limine.conf", "cmdline:"),
        ("/boot/limine", "limine.conf", "cmdline:"),
    ];

    /// <summary>Menus that people write for GRUB 2 themselves.</summary>
    private static readonly (string Directory, string Suffix)[] s_menus2 =
    [
        ("/etc/grub.d", "_custom"),
        ("/boot/grub", "custom.cfg"),
        ("/boot/grub2", "custom.cfg"),
    ];

    private static readonly string[] s_menus = ["/boot/grub/menu.lst", "/boot/grub/grub.conf"];

    /// <summary>Files in which a device is a word.</summary>
    private static readonly string[] s_words =
    [
        "/etc/smartd.conf",
        "/etc/hdparm.conf",
        "/etc/sysconfig/rawdevices",
        "/etc/default/grub_installdevice",
        "/etc/kdump.conf",
        "/etc/uswsusp.conf",
        "/etc/suspend.conf",
        "/etc/mtools.conf",
        "/etc/update-extlinux.conf",
    ];

    /// <summary>What blkid remembers of the golden node's disks.</summary>
    private static readonly string[] s_caches =
    [
        "/etc/blkid.tab",
        "/etc/blkid.tab.old",
        "/etc/blkid/blkid.tab",
        "/etc/lvm/cache/.cache",
    ];

    public static void Add(PlanDraft draft)
    {
        ArraySteps.Add(draft);
        AddTables(draft);
        UnitSteps.Add(draft);
        AddCommandLines(draft);
        AddResume(draft);
        foreach (var file in s_words)
            Noted(draft, file, (text, _) => DeviceWords.Rewrite(text, draft.Names));
        foreach (var file in draft.Matching("/etc", "auto.", ""))
            Noted(draft, file, (text, _) => DeviceWords.Rewrite(text, draft.Names));
        DebconfSteps.Add(draft);
        // LVM uses what it finds when the file is not there; with it, only disks of the golden node's serial numbers.
        draft.Remove("LVM's list of the golden node's disks", ["/etc/lvm/devices/system.devices"]);
        draft.Remove("list of the golden node's disks", s_caches);
    }

    private static void AddCommandLines(PlanDraft draft)
    {
        var paths = !InitramfsSteps.KnowsUuids(draft);
        IReadOnlyList<string> modules = InitramfsSteps.Tool(draft) == "mkinitfs" ? MkinitfsSteps.ModulesOf(draft) : [];
        string Line(string text, string where, List<string> notes) =>
            new CommandLineText(draft.Names, paths, notes) { MachineId = draft.Ids?.New, Modules = modules }.Rewrite(text, where);
        foreach (var (directory, suffix, prefix) in s_shells)
        foreach (var file in Files(draft, directory, suffix))
            Noted(
                draft,
                file,
                (text, notes) =>
                    ShellText.Rewrite(
                        text,
                        variable => variable.StartsWith(prefix, StringComparison.Ordinal),
                        value => Line(value, file, notes)
                    )
            );
        if (modules.Count > 0)
            draft.Rewrite(
                "drivers of this machine",
                "/etc/update-extlinux.conf",
                text =>
                    ShellText.Rewrite(
                        text,
                        variable => variable == "modules",
                        value => CommandLineText.WithModules(value, modules)
                    )
            );
        foreach (var (directory, suffix) in s_lines)
        foreach (var file in Files(draft, directory, suffix))
            Noted(draft, file, (text, notes) => FileText.EachLine(text, line => Line(line, file, notes)));
        // ukify(1): the options up to the end of the line.
        Noted(
            draft,
            "/etc/kernel/uki.conf",
            (text, notes) => BootText.RewriteAssigned(text, "Cmdline", words => Line(words, "/etc/kernel/uki.conf", notes))
        );
        foreach (var (directory, suffix, key) in s_keyed)
        foreach (var file in Files(draft, directory, suffix))
            Noted(draft, file, (text, notes) => BootText.RewriteKeyed(text, key, words => Line(words, file, notes)));
        foreach (var (directory, suffix) in s_menus2)
        foreach (var file in Files(draft, directory, suffix))
            Noted(draft, file, (text, notes) => BootText.RewriteMenu2(text, draft.Names, words => Line(words, file, notes)));
        foreach (var file in s_menus)
            Noted(draft, file, (text, notes) => BootText.RewriteMenu(text, words => Line(words, file, notes)));
        if (BootDisk(draft) is { } disk)
            Noted(
                draft,
                "/etc/lilo.conf",
                (text, notes) =>
                    BootText.RewriteLilo(text, "/dev/" + disk, draft.Names, words => Line(words, "/etc/lilo.conf", notes))
            );
        foreach (var file in s_mdadm)
            draft.Rewrite(What, file, text => BootText.RewriteMdadm(text, draft.Names, draft.Request.HostName));
    }

    /// <summary>The file of that name, or, for a suffix that begins otherwise than a name, all that end so.</summary>
    private static IReadOnlyList<string> Files(PlanDraft draft, string directory, string suffix) =>
        suffix[0] is '.' or '_' ? draft.Matching(directory, "", suffix) : [$"{directory}/{suffix}"];

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

    // initramfs-tools(7): where it resumes from, and its root. A name that is not there costs each boot half a minute.
    private static void AddResume(PlanDraft draft)
    {
        foreach (var file in draft.Matching("/etc/initramfs-tools/conf.d", "", ""))
            AddResume(draft, file);
        AddResume(draft, "/etc/initramfs-tools/initramfs.conf");
    }

    private static void AddResume(PlanDraft draft, string path)
    {
        string Known(string value, string other) =>
            !DeviceNames.IsDevice(value) ? value
            : draft.Names.Find(value) is { } device ? draft.Names.Translate(value, device)
            : value.StartsWith("/dev/mapper/", StringComparison.Ordinal) ? value
            : other;
        draft.Rewrite(
            What,
            path,
            text =>
                ShellText.Rewrite(
                    ShellText.Rewrite(text, variable => variable == "RESUME", value => Known(value, "none")),
                    variable => variable == "ROOT",
                    value => Known(value, value)
                )
        );
    }

    /// <summary>Notes are taken when the plan is made, and not again when it is carried out.</summary>
    public static void Noted(PlanDraft draft, string path, Func<string, List<string>, string> rewrite)
    {
        if (!draft.Tree.IsFile(path))
            return;
        rewrite(draft.Text(path), draft.Notes);
        draft.Rewrite(What, path, text => rewrite(text, []));
    }
}

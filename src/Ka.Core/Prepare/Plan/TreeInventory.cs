using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>The names in a golden tree that the preparation relies on, for a bug report: no contents of files but what
/// os-release says, no addresses, no machine ids.</summary>
public static class TreeInventory
{
    private const int MachineId = 32;

    private static readonly string[] s_words = ["ID", "ID_LIKE", "VERSION_ID", "VARIANT_ID", "IMAGE_ID"];

    private static readonly string[] s_programs =
    [
        "update-initramfs",
        "mkinitramfs",
        "dracut",
        "mkinitcpio",
        "mkinitfs",
        "mkinitrd",
        "kernel-install",
        "grub-install",
        "grub2-install",
        "grub-mkconfig",
        "grub2-mkconfig",
        "grub2-editenv",
        "grub-editenv",
        "shim-install",
        "sdbootutil",
        "bootctl",
        "extlinux",
        "update-extlinux",
        "lilo",
        "efibootmgr",
        "setfiles",
        "ssh-keygen",
        "dropbearkey",
        "cloud-init",
        "netplan",
        "nmcli",
        "networkctl",
        "wicked",
        "ifup",
        "udevd",
        "nameif",
    ];

    private static readonly string[] s_places =
    [
        "/boot/*",
        "/boot/loader/*",
        "/boot/loader/entries/*",
        "/boot/grub/*.cfg",
        "/boot/grub/grubenv",
        "/boot/grub2/*.cfg",
        "/boot/grub2/grubenv",
        "/boot/extlinux/*.conf",
        "/boot/efi/EFI/*/*",
        "/boot/EFI/*/*",
        "/efi/EFI/*/*",
        "/boot/efi/loader/entries/*",
        "/efi/loader/entries/*",
        "/lib/modules/*/vmlinuz",
        "/lib/modules/*/modules.dep",
        "/usr/lib/grub/*/moddep.lst",
        "/usr/share/grub2/*/moddep.lst",
        "/usr/lib/grub2/*/moddep.lst",
        "/etc/kernel/*",
        "/etc/default/grub",
        "/etc/default/grub.d/*",
        "/etc/dracut.conf.d/*",
        "/etc/initramfs-tools/conf.d/*",
        "/etc/mkinitcpio.d/*",
        "/etc/cmdline.d/*",
        "/etc/sysconfig/bootloader",
        "/etc/selinux/config",
        "/etc/lvm/devices/system.devices",
        "/etc/netplan/*",
        "/etc/NetworkManager/system-connections/*",
        "/etc/systemd/network/*",
        "/etc/sysconfig/network-scripts/ifcfg-*",
        "/etc/sysconfig/network/ifcfg-*",
        "/etc/network/interfaces",
        "/etc/udev/rules.d/*",
        "/etc/cloud/cloud.cfg.d/*",
        "/etc/ka/hooks.d/*/*",
        "/etc/ka/nodes.d/**",
    ];

    /// <summary>Lines <c>kind: name</c>, each once.</summary>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static IReadOnlyList<string> Lines(BytePath root)
    {
        using var tree = new RootTree(root);
        var lines = new List<string>();
        var release = Array.Find(["/etc/os-release", "/usr/lib/os-release"], tree.IsFile);
        if (release is not null)
            foreach (var word in s_words)
                if (ShellText.Get(SurrogateEscape.Decode(tree.Read(release)), word) is { } value)
                    Add(lines, $"os-release: {word}={value}");
        Add(lines, $"init: {tree.Resolve("/sbin/init") ?? "none"}");
        foreach (var name in s_programs)
            if (PlanDraft.ProgramIn(tree, name) is { } path)
                Add(lines, $"program: {path}");
        foreach (var place in s_places)
        foreach (var path in PathPattern.Find(tree, place))
            Add(lines, $"{Kind(tree, path)}: {path}");
        return lines;
    }

    private static string Kind(RootTree tree, string path) =>
        tree.Resolve(path) is not { } real ? "link to nothing"
        : tree.IsDirectory(path) ? "directory"
        : real == path ? "file"
        : "link";

    private static void Add(List<string> lines, string line)
    {
        var shown = BytePath.FromText(MacText.Replace(WithoutIds(line), _ => "ADDRESS")).ToString();
        if (!lines.Contains(shown))
            lines.Add(shown);
    }

    /// <summary>A machine id is in names of boot entries: 32 hexadecimal digits, as a word.</summary>
    private static string WithoutIds(string line)
    {
        for (var i = 0; i + MachineId <= line.Length; i++)
        {
            var end = i;
            while (end < line.Length && char.IsAsciiHexDigit(line[end]))
                end++;
            if (end - i == MachineId)
                line = $"{line[..i]}MACHINE-ID{line[end..]}";
            i = Math.Max(i, end - 1);
        }
        return line;
    }
}

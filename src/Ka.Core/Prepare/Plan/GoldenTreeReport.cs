using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Families;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>What a golden tree is, before anything is copied: what it boots with, what makes it itself, and what hinders a clone.
/// Nothing is changed.</summary>
public sealed record GoldenTreeReport
{
    private static readonly (string Name, string[] Signs)[] s_networks =
    [
        ("netplan", ["/etc/netplan/*.yaml", "/etc/netplan/*.yml"]),
        ("NetworkManager", ["/etc/NetworkManager/system-connections/*", "/usr/sbin/NetworkManager"]),
        ("systemd-networkd", ["/etc/systemd/network/*.network"]),
        ("ifupdown", ["/etc/network/interfaces"]),
        ("wicked", ["/usr/sbin/wicked", "/etc/wicked/ifconfig/*.xml"]),
        ("ifcfg", ["/etc/sysconfig/network-scripts/ifcfg-*", "/etc/sysconfig/network/ifcfg-*"]),
        ("OpenRC", ["/etc/conf.d/net"]),
    ];

    private static readonly (string Name, string[] Signs)[] s_loaders =
    [
        // RHEL 8 has its menu on the EFI system partition.
        ("grub", ["/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/efi/EFI/*/grub.cfg"]),
        ("grub2-bls", ["/boot/efi/EFI/opensuse/installed_by_sdbootutil"]),
        (
            "systemd-boot",
            [
                "/boot/loader/loader.conf",
                "/efi/loader/loader.conf",
                "/boot/efi/loader/loader.conf",
                "/boot/EFI/systemd/*.efi",
                "/efi/EFI/systemd/*.efi",
                "/boot/efi/EFI/systemd/*.efi",
            ]
        ),
        ("extlinux", ["/boot/extlinux.conf", "/boot/extlinux/extlinux.conf", "/boot/syslinux/syslinux.cfg"]),
        ("limine", ["/boot/limine.conf", "/boot/limine/limine.conf"]),
        ("grub-legacy", ["/boot/grub/menu.lst"]),
        ("lilo", ["/etc/lilo.conf"]),
    ];

    private static readonly (string Name, string[] Signs)[] s_policies =
    [
        ("SELinux", ["/etc/selinux/config"]),
        ("fapolicyd", ["/etc/fapolicyd/fapolicyd.conf"]),
        ("cloud-init", ["/usr/bin/cloud-init"]),
    ];

    /// <summary>What the tree is: a name and what it has, in a fixed order.</summary>
    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    /// <summary>What makes it itself, in the order of <see cref="IdentityTable"/>.</summary>
    public required IReadOnlyList<IdentityFinding> Identity { get; init; }

    /// <summary>Why it cannot be cloned; none: it can, as far as can be seen here.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>What a person should know all the same.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <param name="plan">The preparation of a clone that has the golden node's own disks; null: it is not known.</param>
    /// <param name="startedBy">What booted the golden node; null: it is not known.</param>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static GoldenTreeReport Read(BytePath root, PreparePlan? plan, BootOrigin? startedBy = null)
    {
        using var tree = new RootTree(root);
        var refusals = new List<string>(plan?.Reasons ?? []);
        // A plan of such a tree has the same reason.
        if (TreeSuitability.Refusal(root) is { } refusal)
            refusals = [refusal];
        else if (plan is null && Kernels(tree).Count == 0)
            refusals.Add("there is no kernel in it: no directory below /lib/modules has modules.dep");
        var identity = IdentityReport.All(tree).ToList();
        // Notes about what stays are made of the same findings.
        var named = identity.Select(found => found.ToString()).ToHashSet();
        return new GoldenTreeReport
        {
            Facts = [.. FactsOf(tree, startedBy)],
            Identity = identity,
            Refusals = refusals,
            Notes = [.. (plan?.Notes ?? []).Where(note => !named.Contains(note))],
        };
    }

    /// <summary>What clones of a tree would share with it although only one machine may have it: class C of
    /// <see cref="IdentityTable"/>.</summary>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static IReadOnlyList<string> Shared(BytePath root)
    {
        using var tree = new RootTree(root);
        return [.. IdentityReport.Named(tree).Select(found => found.Row.What)];
    }

    private static IEnumerable<(string Name, string Value)> FactsOf(RootTree tree, BootOrigin? startedBy)
    {
        var distribution = Distribution.Of(tree);
        yield return ("distribution", distribution.Title.Length > 0 ? distribution.Title : "not known: there is no os-release");
        yield return ("family", distribution.Family.Name.ToString());
        yield return (
            "init",
            InitSystems.Of(tree) switch
            {
                InitSystem.Systemd => "systemd",
                InitSystem.OpenRc => "OpenRC",
                _ => "scripts",
            }
        );
        yield return ("kernels", Joined(Kernels(tree)));
        yield return (
            "initramfs",
            Joined(distribution.Family.InitramfsTools.Where(tool => PlanDraft.ProgramIn(tree, tool) is not null))
        );
        yield return ("boot loader", Joined(Found(tree, s_loaders)));
        yield return ("booted by", startedBy is null ? "not known" : BytePath.FromText(startedBy.ToString()).ToString());
        yield return ("network", Joined(Found(tree, s_networks)));
        yield return ("security and first boot", Joined(Found(tree, s_policies)));
    }

    private static List<string> Kernels(RootTree tree)
    {
        var found = new List<string>();
        foreach (var version in tree.List("/lib/modules"))
            if (tree.IsFile($"/lib/modules/{version}/modules.dep"))
                found.Add(BytePath.FromText(version).ToString());
        return found;
    }

    private static IEnumerable<string> Found(RootTree tree, (string Name, string[] Signs)[] kinds) =>
        kinds.Where(kind => kind.Signs.Any(sign => PathPattern.Find(tree, sign).Count > 0)).Select(kind => kind.Name);

    private static string Joined(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } all ? all : "none";
}

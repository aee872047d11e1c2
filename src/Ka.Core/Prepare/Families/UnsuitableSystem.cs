using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Prepare.Rewrite;
using Ka.RootTrees;

namespace Ka.Prepare.Families;

/// <summary>A kind of system that a copy of its files does not make again, and what to do in place of it.</summary>
/// <param name="Kind">As people know it.</param>
/// <param name="Why">What a copy lacks.</param>
/// <param name="Instead">What to do.</param>
/// <param name="Is">A tree says, or has been set up so, that it is of this kind.</param>
internal sealed record UnsuitableSystem(string Kind, string Why, string Instead, Func<Distribution, RootTree, bool> Is)
{
    private static readonly string[] s_atomic =
    [
        "coreos",
        "silverblue",
        "kinoite",
        "sway-atomic",
        "budgie-atomic",
        "cosmic-atomic",
        "iot",
    ];

    public static IReadOnlyList<UnsuitableSystem> Rows { get; } =
    [
        new(
            "a system that ostree or bootc deploys",
            "its root is a deployment of an image, with hard links, verity and boot entries that only its own tools make",
            "install the image on each machine: bootc install to-disk, coreos-installer, or ostreecontainer of kickstart",
            (system, tree) =>
                system.IsDeployment
                || (system.Words.Contains("fedora") && s_atomic.Contains(system.Variant))
                || tree.Resolve("/run/ostree-booted") is not null
                || tree.Resolve("/ostree") == "/sysroot/ostree"
        ),
        new(
            "a transactional system with a read-only root (MicroOS and its kin)",
            "its /etc is put together at boot of what snapshots hold, and its root is a snapshot",
            "write the distribution's raw image to each machine, with Combustion or Ignition for its first boot",
            (system, tree) =>
                system.Words.Any(word =>
                    word
                        is "opensuse-microos"
                            or "microos"
                            or "suse-microos"
                            or "opensuse-leap-micro"
                            or "leap-micro"
                            or "sle-micro"
                            or "sl-micro"
                            or "sle-micro-rancher"
                            or "opensuse-aeon"
                            or "aeon"
                            or "opensuse-kalpa"
                            or "kalpa"
                ) || HasOverlay(tree)
        ),
        new(
            "NixOS or Guix",
            "its files lie in a store, and its boot entries and drivers come from its configuration",
            "build each machine from that configuration: nixos-install or nixos-anywhere, guix system init",
            (system, _) => system.Words.Any(word => word is "nixos" or "guix")
        ),
        new(
            "Ubuntu Core",
            "its system is made of snaps whose recovery keys are bound to one machine",
            "write the model's image to each machine (ubuntu-image)",
            (system, _) => system.Id == "ubuntu-core"
        ),
        new(
            "Flatcar or CoreOS Container Linux",
            "its /usr is one of two sealed partitions that its own loader chooses between",
            "install its image on each machine: flatcar-install with Ignition",
            (system, _) => system.Words.Any(word => word is "flatcar" or "coreos")
        ),
    ];

    public string Sentence(Distribution system) =>
        $"the tree is {(system.Title.Length > 0 ? system.Title + ", " : "")}{Kind}, which cannot be cloned by its files: "
        + $"{Why}. Instead, {Instead}";

    // Its fstab mounts it: transactional-update(8).
    private static bool HasOverlay(RootTree tree) =>
        tree.Lines("/etc/fstab")
            .Select(line => new FieldLine(line))
            .Any(fields => !fields.IsSilent && fields.Count > 2 && fields[1] == "/etc" && fields[2] == "overlay");
}

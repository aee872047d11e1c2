using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Lab.Boot;
using Ka.Lab.Prepare;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>Machines that break while they are cloned, beside one that does not.</summary>
[Collection(Lane.Machines)]
public sealed class ServeBrokenTests
{
    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_machine_that_dies_one_whose_disk_fails_and_one_without_GRUB_are_named_and_the_fourth_boots()
    {
        using var room = new CloneRoom("serve-broken", SeedLayout.Mbr(), SeedLayout.Fstab);
        var seed = Random.Shared.Next();
        var cards = Enumerable.Range(0, 4).Select(_ => room.Card("virtio-net-pci")).ToArray();
        CopiedTree.Hook(
            room.Tree,
            "post-copy.d/20-no-grub",
            $"""
            grep -q {cards[3].Mac} /sys/class/net/*/address || exit 0
            printf '#!/bin/sh\necho no GRUB for this machine >&2\nexit 1\n' >/usr/sbin/grub-install

            """
        );
        var serve = room.Serve(4, "-r", "grub");
        var healthy = room.Start(VmFirmware.Bios, cards[0], room.Disk("healthy", VmBus.Virtio, 4500));
        var dying = room.Start(VmFirmware.Bios, cards[1], room.Disk("dying", VmBus.Virtio, 4500));
        room.Start(VmFirmware.Bios, cards[2], room.Disk("failing", VmBus.Virtio, 4500) with { FailingWrites = [.. Spots()] });
        room.Start(VmFirmware.Bios, cards[3], room.Disk("without-grub", VmBus.Virtio, 4500));

        // From here on it copies, for a minute or more.
        CloneRoom.Await(dying, "(/var)");
        Interruption.Pause(TimeSpan.FromSeconds(new Random(seed).NextDouble() * 20));
        dying.Kill();
        CloneRoom.Await(serve, 3);

        var nodes = room.Report().Nodes;
        void Named(string reason) =>
            Assert.True(
                nodes.Count(node => node.State == "failed" && node.Reason!.Contains(reason, StringComparison.Ordinal)) == 1,
                $"no node failed with '{reason}' (seed {seed}): {string.Join('\n', nodes)}"
            );
        Named("grub-install");
        Named("Input/output error");
        // With the one that died, whose reason depends on the moment.
        Assert.Equal(["done", "failed", "failed", "failed"], nodes.Select(node => node.State).Order());
        Assert.All(nodes.Where(node => node.State == "failed"), node => Assert.NotEmpty(node.Reason!));
        CloneConsole.LogIn(healthy, "golden");
        Assert.Equal("0", CloneConsole.Ask(healthy, "systemctl --failed --plain --no-legend | wc -l"));
    }

    /// <summary>Sectors between the tables of ext4's groups, which mkfs leaves alone and files are written to.</summary>
    private static IEnumerable<long> Spots()
    {
        const long mebi = (1 << 20) / 512;
        for (var group = 0; group < 8; group++)
        for (var spot = 40; spot < 120; spot += 8)
            yield return ((group * 128) + spot) * mebi;
    }
}

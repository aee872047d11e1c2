using System;
using System.Linq;
using Ka.Lab.Boot;
using Ka.Lab.Prepare;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>The product: bare machines are switched on, and are clones with a login prompt some minutes later.</summary>
[Collection(Lane.Machines)]
public sealed class ServeBootTests
{
    private static readonly TimeSpan s_answer = TimeSpan.FromMinutes(2);

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Two_bare_machines_with_other_disks_become_clones_with_the_seeds_layout_and_boot_by_BIOS()
    {
        using var room = new CloneRoom("serve-bios", SeedLayout.Mbr(), SeedLayout.Fstab);
        var serve = room.Serve(2, "-p", "sda", room.WriteFile("desc", SeedLayout.Desc), "-r", "grub");
        var machines = new[]
        {
            room.Start(VmFirmware.Bios, "virtio-net-pci", room.Disk("sata", VmBus.Ahci, 4500)),
            room.Start(VmFirmware.Bios, "virtio-net-pci", room.Disk("virtio", VmBus.Virtio, 6000)),
        };

        var address = room.AwaitCopy();
        using var follower = room.Status(address);
        using var modules = room.Status(address, "exec", "lsmod");
        Assert.True(modules.Wait(s_answer).IsSuccess, modules.Account());
        Assert.Null(serve.Exit);
        Assert.Matches("(?m)^ext4 ", modules.Output);

        CloneRoom.Await(serve, 0);
        // From its first words in stage 1 to its last ones in the rescue.
        foreach (var word in new[] { "stage 1 took", "(/var)", "update-initramfs", "installed: " })
            Assert.Contains(
                follower.Output.Split('\n'),
                line => line.StartsWith(address + "> ", StringComparison.Ordinal) && line.Contains(word, StringComparison.Ordinal)
            );

        // They restart by themselves, boot the network first, and are sent to their own disks from there.
        var clones = machines.Select(machine => Clone(machine, "ext4", "ext3")).ToArray();
        Assert.Equal(3, clones.Select(clone => clone.Id).Append(CopiedTree.MachineId).Distinct().Count());
        Assert.NotEqual(clones[0].Keys, clones[1].Keys);
        Assert.All(machines, machine => Assert.Matches("^0\\s", room.Verify(machine)));
        Assert.All(
            CopiedTree.HostKeys(room.Tree),
            key => Assert.All(clones, clone => Assert.DoesNotContain(key, clone.Keys, StringComparison.Ordinal))
        );
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_SATA_golden_node_with_XFS_is_cloned_onto_NVMe_and_boots_by_UEFI()
    {
        using var room = new CloneRoom(
            "serve-xfs",
            CloneLayouts.Xfs(),
            """
            /dev/sda2 / xfs defaults 0 0
            UUID=ABCD-1234 /boot/efi vfat umask=0077 0 1
            /dev/sda3 none swap sw 0 0

            """
        );
        var serve = room.Serve(1);
        var machine = room.Start(VmFirmware.Uefi, "virtio-net-pci", room.Disk("nvme", VmBus.Nvme, 5000));

        CloneRoom.Await(serve, 0);

        Clone(machine, "xfs", "xfs");
        Assert.Equal(
            "/dev/nvme0n1p2 /dev/nvme0n1p1",
            CloneConsole.Ask(machine, "echo $(findmnt -no SOURCE /) $(findmnt -no SOURCE /boot/efi)")
        );
        Assert.Equal("1", CloneConsole.Ask(machine, "efibootmgr | grep -c debian"));
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_root_on_a_subvolume_of_btrfs_is_cloned_with_its_subvolumes_and_boots_by_UEFI()
    {
        using var room = new CloneRoom(
            "serve-btrfs",
            CloneLayouts.Btrfs(),
            """
            /dev/sda2 / btrfs subvol=@ 0 0
            /dev/sda2 /home btrfs subvol=@home 0 0
            UUID=ABCD-1234 /boot/efi vfat umask=0077 0 1
            /dev/sda3 none swap sw 0 0

            """
        );
        var serve = room.Serve(1);
        var machine = room.Start(VmFirmware.Uefi, "virtio-net-pci", room.Disk("scsi", VmBus.Scsi, 5000));

        CloneRoom.Await(serve, 0);

        Clone(machine, "btrfs", "btrfs");
        // An answer must not have the sign that ends it.
        Assert.Equal(
            "/dev/sda2[/_] /dev/sda2[/_home]",
            CloneConsole.Ask(machine, "echo $(findmnt -no SOURCE /) $(findmnt -no SOURCE /home) | tr @ _")
        );
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Volumes_on_a_mirror_of_two_disks_are_cloned_and_boot_by_BIOS()
    {
        using var room = new CloneRoom(
            "serve-lvm",
            CloneLayouts.MirroredVolumes(),
            """
            /dev/mapper/vg0-root / ext4 errors=remount-ro 0 1
            /dev/mapper/vg0-swap none swap sw 0 0
            /dev/mapper/vg0-var /var ext4 defaults 0 2

            """
        );
        var serve = room.Serve(1, "-r", "grub");
        var machine = room.Start(
            VmFirmware.Bios,
            "virtio-net-pci",
            room.Disk("one", VmBus.Virtio, 4500),
            room.Disk("two", VmBus.Virtio, 4500)
        );

        CloneRoom.Await(serve, 0);

        Clone(machine, "ext4", "ext4");
        Assert.Equal("/dev/mapper/vg0-root", CloneConsole.Ask(machine, "findmnt -no SOURCE /"));
        Assert.Equal("raid1 2", CloneConsole.Ask(machine, "cd /sys/block/md0/md; echo $(cat level raid_disks)"));
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_golden_node_whose_initramfs_is_made_by_dracut_is_cloned_and_boots_by_BIOS()
    {
        using var room = new CloneRoom("serve-dracut", SeedLayout.Mbr(), SeedLayout.Fstab);
        CopiedTree.UseDracut(room.Tree);
        var serve = room.Serve(1, "-p", "sda", room.WriteFile("desc", SeedLayout.Desc), "-r", "grub");
        var machine = room.Start(VmFirmware.Bios, "virtio-net-pci", room.Disk("virtio", VmBus.Virtio, 4500));

        CloneRoom.Await(serve, 0);

        Clone(machine, "ext4", "ext3");
        Assert.Equal("dracut", CloneConsole.Ask(machine, "lsinitrd /boot/initrd.img-* 2>/dev/null | grep -om1 dracut"));
    }

    /// <summary>Logs in, and sees that all is as it should be.</summary>
    /// <returns>What no other machine may have.</returns>
    private static (string Id, string Keys) Clone(TestKit.Vm machine, string root, string var)
    {
        CloneConsole.LogIn(machine, "golden");
        Assert.Equal(
            $"{root} {var}",
            CloneConsole.Ask(machine, "echo $(findmnt -no FSTYPE --target /) $(findmnt -no FSTYPE --target /var)")
        );
        Assert.Equal(SeedLayout.Root, CloneConsole.Ask(machine, "findmnt -no UUID /"));
        Assert.Equal("1", CloneConsole.Ask(machine, "swapon --noheadings | wc -l"));
        Assert.Equal("0", CloneConsole.Ask(machine, "systemctl --failed --plain --no-legend | wc -l"));
        var id = CloneConsole.Ask(machine, "cat /etc/machine-id");
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.NotEqual(CopiedTree.MachineId, id);
        return (id, CloneConsole.Ask(machine, "cut -d' ' -f2 /etc/ssh/ssh_host_*.pub | tr '\\n' ' '"));
    }
}

using System;
using System.IO;
using System.Linq;
using Ka.Disks;
using Ka.Lab.Boot;
using Ka.Lab.Prepare;
using Ka.Lab.Vm;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>The product: two bare machines are switched on, and are clones with a login prompt some minutes later.</summary>
public sealed class ServeBootTests
{
    private const string Fstab = """
        /dev/sda1 / ext4 errors=remount-ro 0 1
        /dev/sda5 none swap sw 0 0
        /dev/sda6 /var ext3 defaults 0 2

        """;

    private static readonly TimeSpan s_clone = TimeSpan.FromMinutes(20);

    [BootFact]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Two_bare_machines_with_other_disks_become_clones_with_the_seeds_layout_and_boot_by_BIOS()
    {
        using var room = new BootRoom("serve-bios");
        var golden = Path.Combine(room.Lab.Directory, "golden");
        Directory.CreateDirectory(golden);
        CopiedTree.Fill(golden, Fstab);
        var layout = Path.Combine(room.Lab.Directory, "golden.json");
        File.WriteAllText(layout, LayoutText.Write(SeedLayout.Mbr()));
        room.Pxe();

        var serve = room.Serve(2, golden, layout, "-r", "grub");
        var machines = new[] { (Card: "e1000", Bus: VmBus.Ahci, Mebibytes: 4500), (Card: "virtio-net-pci", Bus: VmBus.Virtio, Mebibytes: 6000) }
            .Select(machine => room.Start(new VmPlan
            {
                Name = machine.Card,
                Firmware = VmFirmware.Bios,
                MemoryMib = 1024,
                Nics = [room.Card(machine.Card) with { BootIndex = 0 }],
                Disks = [VmDisk.Create(Path.Combine(room.Lab.Directory, machine.Card), (long)machine.Mebibytes << 20, machine.Bus) with { BootIndex = 1 }],
            })).ToArray();

        Assert.True(serve.Wait(s_clone).Status == 0, serve.Account());

        // They restart by themselves, boot the network first, and are sent to their own disks from there.
        var identities = machines.Select(machine =>
        {
            CloneConsole.LogIn(machine, "golden");
            Assert.Equal(SeedLayout.Root, CloneConsole.Ask(machine, "findmnt -no UUID /"));
            Assert.Equal("ext3", CloneConsole.Ask(machine, "findmnt -no FSTYPE /var"));
            Assert.Equal("1", CloneConsole.Ask(machine, "swapon --noheadings | wc -l"));
            Assert.Equal("0", CloneConsole.Ask(machine, "systemctl --failed --plain --no-legend | wc -l"));
            return (Id: CloneConsole.Ask(machine, "cat /etc/machine-id"), Keys: CloneConsole.Ask(machine, "cut -d' ' -f2 /etc/ssh/ssh_host_*.pub | tr '\\n' ' '"));
        }).ToArray();
        Assert.All(identities, identity => Assert.Matches("^[0-9a-f]{32}$", identity.Id));
        Assert.Equal(3, identities.Select(identity => identity.Id).Append(CopiedTree.MachineId).Distinct().Count());
        Assert.NotEqual(identities[0].Keys, identities[1].Keys);
        Assert.All(CopiedTree.HostKeys(golden), key => Assert.All(identities, identity => Assert.DoesNotContain(key, identity.Keys, StringComparison.Ordinal)));
    }
}

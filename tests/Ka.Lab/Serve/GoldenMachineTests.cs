using System;
using System.IO;
using System.Linq;
using Ka.Lab.Boot;
using Ka.Lab.Disks;
using Ka.Lab.Prepare;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>Nothing but machines: the golden node is one of them, makes what the others boot, serves it to them, and clones
/// itself while it runs.</summary>
[Collection(Lane.Machines)]
public sealed class GoldenMachineTests
{
    private const string Address = "10.77.2.1";

    /// <summary>An image or a clone, all of it in emulation.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(60);

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_machine_under_load_clones_itself_onto_two_bare_ones_with_nobody_else_in_the_room()
    {
        using var lab = new DiskLab();
        using var room = new BootRoom("golden-machine");
        var golden = room.Start(
            new VmPlan
            {
                Name = "golden",
                MemoryMib = 1536,
                Nics = [room.Card("virtio-net-pci")],
                Disks = [new VmDisk(Install(lab), VmBus.Ahci) { BootIndex = 0 }],
            }
        );
        CloneConsole.LogIn(golden, "golden");
        Do(
            golden,
            "systemctl stop systemd-networkd.socket systemd-networkd; for card in /sys/class/net/e*; do card=${card##*/}; "
                + $"ip link set $card up; ip address add {Address}/16 dev $card; done"
        );
        // Somebody works there meanwhile: files come, change and go.
        CloneConsole.Ask(
            golden,
            "setsid sh -c 'mkdir /srv/busy; while :; do date >>/srv/busy/log; dd if=/dev/urandom of=/srv/busy/new "
                + "bs=64k count=16 status=none; mv /srv/busy/new /srv/busy/last; sleep 1; done' >/dev/null 2>&1 </dev/null &"
        );
        CloneConsole.Ask(
            golden,
            "setsid sh -c 'ka clone -n 2 --interface $(basename /sys/class/net/e*) --range 10.77.2.10,10.77.2.99 --append "
                + $"\"{BootRoom.CommandLine}\" --yes --nice -r grub --booted 40m; echo $? >/run/status' >/run/clone 2>&1 "
                + "</dev/null & until grep -q 'switch the machines on' /run/clone || test -e /run/status; do sleep 1; done"
        );
        var machines = new[] { VmBus.Ahci, VmBus.Virtio }
            .Select(
                (bus, i) =>
                    room.Start(
                        new VmPlan
                        {
                            Name = bus.ToString().ToLowerInvariant(),
                            MemoryMib = 1024,
                            Nics = [room.Card("virtio-net-pci") with { BootIndex = 0 }],
                            Disks = [VmDisk.Create(lab.File($"bare{i}"), (4500L + (i * 1500)) << 20, bus) with { BootIndex = 1 }],
                        }
                    )
            )
            .ToArray();

        Do(golden, "sh -c 'until test -e /run/status; do sleep 1; done; cat /run/clone; exit $(cat /run/status)'");

        Assert.Contains("2 of 2 nodes done", CloneConsole.Ask(golden, "ka runs show last"), StringComparison.Ordinal);
        Assert.Equal("golden", CloneConsole.Ask(golden, "hostname"));
        Assert.Equal("2", CloneConsole.Ask(golden, "grep -c 10.77.2. /var/lib/ka/runs/*/hosts"));
        var ids = machines
            .Select(machine =>
            {
                CloneConsole.LogIn(machine, "golden");
                Assert.Equal("0", CloneConsole.Ask(machine, "systemctl --failed --plain --no-legend | wc -l"));
                Assert.Equal("ext4 ext3", CloneConsole.Ask(machine, "echo $(findmnt -no FSTYPE /) $(findmnt -no FSTYPE /var)"));
                Assert.Equal("0", CloneConsole.Ask(machine, "ls /var/lib/ka/boot | wc -l"));
                Assert.Equal("", CloneConsole.Ask(machine, "ls /var/lib/ka/boot-report 2>/dev/null"));
                Assert.NotEqual("0", CloneConsole.Ask(machine, "wc -l </srv/busy/log"));
                return Identity(machine);
            })
            .Append(Identity(golden))
            .ToArray();
        Assert.Equal(3, ids.Distinct().Count());
    }

    /// <summary>Machine id and the fingerprint of an SSH host key: no two machines may have either.</summary>
    private static string Identity(TestKit.Vm machine)
    {
        var id = CloneConsole.Ask(machine, "cat /etc/machine-id");
        var key = CloneConsole.Ask(machine, "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub | cut -d' ' -f2");
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.StartsWith("SHA256:", key, StringComparison.Ordinal);
        return id + key;
    }

    /// <summary>Makes the disk of the golden machine.</summary>
    /// <returns>Its file.</returns>
    private static string Install(DiskLab lab)
    {
        var disk = lab.Attach("golden-disk", 5000);
        var layout = lab.Save(SeedLayout.Mbr());
        lab.Apply(0, layout, [disk]);
        CopiedTree.Fill(lab.Target, SeedLayout.Fstab);
        CopiedTree.Prepare(0, lab.Target, "--layout", layout, "--disk", disk, "--host-name", "golden");
        Child.Run("install", Programs.Ka, lab.Target + "/usr/sbin/ka");
        // Clones have an address after their first boot; the golden machine has one that it is given.
        Directory.CreateDirectory(lab.Target + "/etc/systemd/system/multi-user.target.wants");
        File.WriteAllText(lab.Target + "/etc/systemd/network/20-lan.network", "[Match]\nType=ether\n\n[Network]\nDHCP=ipv4\n");
        File.CreateSymbolicLink(
            lab.Target + "/etc/systemd/system/multi-user.target.wants/systemd-networkd.service",
            "/lib/systemd/system/systemd-networkd.service"
        );
        DiskLab.Run(0, "layout", "release", lab.Target);
        lab.DetachAll();
        return lab.File("golden-disk");
    }

    /// <summary>A command that must succeed.</summary>
    private static void Do(TestKit.Vm machine, string command)
    {
        var said = CloneConsole.Ask(machine, $"{command} >/run/said 2>&1; echo $?; tail -n 20 /run/said | tr @ _", s_long);
        Assert.True(
            said.StartsWith("0\n", StringComparison.Ordinal) || said.StartsWith("0\r", StringComparison.Ordinal) || said == "0",
            $"{command}: {said}"
        );
    }
}

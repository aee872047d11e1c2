using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Apply;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.Prepare.Plan;
using Ka.Prepare.Rewrite;
using Ka.RootTrees;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>Every place that names a disk, by the numbers of the field's reports where there is one.</summary>
public sealed class DiskNameTests
{
    private readonly List<string> _notes = [];

    private readonly DeviceNames _names = Room.Names(Room.Seed("sda"), Room.Seed("vda", 'b'));

    [Theory]
    // Report 7.
    [InlineData("rw,subvolid=258,subvol=/@home", "rw,subvol=/@home")]
    [InlineData("subvolid=258,subvol=@home,compress=zstd:1", "subvol=@home,compress=zstd:1")]
    [InlineData("subvolid=258", "subvol=/@home")]
    [InlineData("subvolid=0x102,rw", "subvol=/@home,rw")]
    [InlineData("subvolid=5", "subvolid=5")]
    [InlineData("compress=zstd,nosubvolid=3", "compress=zstd,nosubvolid=3")]
    public void Report_7_numbers_of_subvolumes_become_paths(string before, string after)
    {
        var names = Room.Names(Btrfs("sda"), Btrfs("vda"));
        Assert.Equal(
            $"UUID={Room.Id(1, 'a')} /home btrfs {after} 0 0\n",
            FstabText.Rewrite($"UUID={Room.Id(1, 'a')} /home btrfs {before} 0 0\n", names, _notes)
        );
        Assert.Empty(_notes);
    }

    [Fact]
    public void Report_7_a_number_of_which_nothing_is_known_is_left_and_reported()
    {
        var names = Room.Names(Btrfs("sda"), Btrfs("vda"));
        var line = $"UUID={Room.Id(1, 'a')} /mnt/snap btrfs noauto,subvolid=300 0 0\n";
        Assert.Equal(line, FstabText.Rewrite(line, names, _notes));
        Assert.Equal(["/etc/fstab line 1 (/mnt/snap): nothing is known of subvolid=300, left as it is"], _notes);
    }

    [Theory]
    [InlineData("rootflags=subvolid=256 ro", "rootflags=subvol=/@ ro")]
    [InlineData("ro rootflags=\"compress=zstd,subvolid=256,subvol=@\"", "ro rootflags=\"compress=zstd,subvol=@\"")]
    [InlineData("rootflags=subvol=@ quiet", "rootflags=subvol=@ quiet")]
    public void Report_7_on_command_lines(string before, string after) =>
        Assert.Equal(
            after,
            new CommandLineText(Room.Names(Btrfs("sda"), Btrfs("vda")), paths: false, _notes).Rewrite(before, "x")
        );

    [Theory]
    [InlineData("/dev/sda6 /var ext3 journal_path=/dev/sda5 0 2", "UUID=@6 /var ext3 journal_path=/dev/disk/by-uuid/@5 0 2")]
    [InlineData(
        "/x /y none bind,x-systemd.requires=/dev/sda6 0 0",
        "/x /y none bind,x-systemd.requires=/dev/disk/by-uuid/@6 0 0"
    )]
    [InlineData(
        "tmpfs /y tmpfs x-systemd.after=dev-sda6.device,size=1g 0 0",
        @"tmpfs /y tmpfs x-systemd.after=dev-disk-by\x2duuid-!6.device,size=1g 0 0"
    )]
    [InlineData("tmpfs /y tmpfs x-systemd.after=local.mount,logdev 0 0", "tmpfs /y tmpfs x-systemd.after=local.mount,logdev 0 0")]
    public void Options_of_mounts_name_devices_too(string before, string after)
    {
        Assert.Equal(Real(after), FstabText.Rewrite(Real(before), _names, _notes));
        Assert.Empty(_notes);
    }

    [Fact]
    public void Lines_of_the_networks_disks_stay()
    {
        const string Fstab = "/dev/disk/by-id/scsi-36001405_lun1 /srv xfs _netdev,nofail 0 0\n";
        Assert.Equal(Fstab, FstabText.Rewrite(Fstab, _names, _notes));
        Assert.Equal(
            [
                "/etc/fstab line 1 (/srv): '/dev/disk/by-id/scsi-36001405_lun1' is on no disk of this machine, left "
                    + "as it is because of _netdev",
            ],
            _notes
        );
        const string Crypttab = "secret UUID=0000 none luks,_netdev\n";
        Assert.Equal(Crypttab, FstabText.RewriteCrypttab(Crypttab, _names, _notes));
        Assert.Single(_notes);
    }

    [Fact]
    public void Keys_and_headers_of_crypttab_follow_their_partitions() =>
        Assert.Equal(
            Real(
                "a PARTUUID=59be142b-06 /dev/disk/by-uuid/@5 luks,header=/k:UUID=@1\nb UUID=@6 /key:LABEL=stick "
                    + "luks,discard\nc UUID=@6 /dev/sdz1 luks\n"
            ),
            FstabText.RewriteCrypttab(
                Real(
                    "a /dev/sda6 /dev/sda5 luks,header=/k:UUID=#1\nb UUID=#6 /key:LABEL=stick luks,discard\nc UUID=#6 "
                        + "/dev/sdz1 luks\n"
                ),
                _names,
                _notes
            )
        );

    [Theory]
    [InlineData("fips=1 boot=/dev/sda1", "fips=1 boot=UUID=@1")]
    [InlineData("fips=1 boot=UUID=#1", "fips=1 boot=UUID=@1")]
    [InlineData("boot=live boot=casper", "boot=live boot=casper")]
    [InlineData("real_root=/dev/sda1 dolvm", "real_root=UUID=@1 dolvm")]
    [InlineData("mount.usr=/dev/sda6 mount.usrflags=ro", "mount.usr=UUID=@6 mount.usrflags=ro")]
    [InlineData("systemd.swap-extra=/dev/sda5:pri=1", "systemd.swap-extra=UUID=@5:pri=1")]
    [InlineData("cryptroot=UUID=#6 crypt_root=/dev/sda6", "cryptroot=UUID=@6 crypt_root=UUID=@6")]
    [InlineData("md=0,/dev/sda5,/dev/sda6", "md=0,/dev/vda5,/dev/vda6")]
    [InlineData("pstore_blk.blkdev=/dev/sda6", "pstore_blk.blkdev=/dev/vda6")]
    [InlineData("real_resume=/dev/sdq1 x", "x")]
    [InlineData("rd.luks.options=#6=discard luks.options=discard", "rd.luks.options=@6=discard luks.options=discard")]
    [InlineData("rootflags=journal_path=/dev/sda5", "rootflags=journal_path=/dev/disk/by-uuid/@5")]
    [InlineData("boot=/dev/sdz1x boots=/dev/sda1", "boot=UUID=@1 boots=/dev/sda1")]
    public void Report_13_words_that_name_a_disk(string before, string after) =>
        Assert.Equal(Real(after), new CommandLineText(_names, paths: false, _notes).Rewrite(Real(before), "x"));

    [Fact]
    public void Report_13_boot_is_what_holds_boot()
    {
        var golden = Room.Seed("sda") with
        {
            Mounts = [.. Room.Seed("sda").Mounts, new Mount { Device = "sda5", Target = "/boot" }],
        };
        var target = Room.Seed("vda", 'b') with
        {
            Mounts = [.. Room.Seed("vda").Mounts, new Mount { Device = "vda5", Target = "/boot" }],
        };
        Assert.Equal(
            $"boot=UUID={Room.Id(5, 'b')}",
            new CommandLineText(Room.Names(golden, target), paths: false, _notes).Rewrite("boot=/dev/sda5", "x")
        );
    }

    [Fact]
    public void Report_16_an_array_of_another_host_is_named_by_what_is_on_it()
    {
        using var room = new Room().Kernel().GrubForPc().File("/etc/fstab", "/dev/md0 / ext4 defaults 0 1\n");
        var golden = Named(Room.Mirror("sda", "sdb"), "golden:0");
        var target = Named(Room.Mirror("vda", "vdb"), "golden:0");
        string After(Layout layout, string? host) =>
            Fstab(room, room.Plan(layout, golden, request => request with { HostName = host }));
        Assert.Equal($"UUID={Room.Id(1, 'a')} / ext4 defaults 0 1\n", After(target, "node7"));
        // The golden node's name, or that of the clone in the superblock: the array gets its name.
        Assert.Equal("/dev/md0 / ext4 defaults 0 1\n", After(target, null));
        Assert.Equal("/dev/md0 / ext4 defaults 0 1\n", After(target, "golden"));
        Assert.Equal("/dev/md0 / ext4 defaults 0 1\n", After(Named(target, "node7:0"), "node7"));
        // mdadm.conf names it.
        room.File("/etc/mdadm/mdadm.conf", "ARRAY /dev/md0 UUID=e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c name=golden:0\n");
        Assert.Equal("/dev/md0 / ext4 defaults 0 1\n", After(target, "node7"));
    }

    [Fact]
    public void Report_16_an_array_is_made_with_the_clones_name()
    {
        var layout = Named(Room.Mirror("sda", "sdb"), "golden:0");
        Assert.Equal("node7:0", layout.Of("node7").Arrays[0].Label);
        Assert.Equal("golden:0", layout.Of(null).Arrays[0].Label);
        Assert.Equal("any:0", Named(layout, "any:0").Of("node7").Arrays[0].Label);
        Assert.Equal("0", Named(layout, "0").Of("node7").Arrays[0].Label);
    }

    [Fact]
    public void Lists_of_disks_in_mdadm_conf_give_way_to_UUIDs() =>
        Assert.Equal(
            "DEVICE partitions\nDEVICE containers\nHOMEHOST node7\nHOMEHOST <system>\nARRAY /dev/md0 "
                + "UUID=e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c name=node7:0\n",
            BootText.RewriteMdadm(
                "DEVICE /dev/sda1 /dev/sd[bc]1\nDEVICE containers\nHOMEHOST golden\nHOMEHOST <system>\nARRAY /dev/md0 "
                    + "devices=/dev/sda1,/dev/sdb1 UUID=e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c name=golden:0\n",
                Room.Names(Named(Room.Mirror("sda", "sdb"), "golden:0"), Named(Room.Mirror("vda", "vdb"), "node7:0")),
                "node7"
            )
        );

    [Fact]
    public void Report_18_debconf_remembers_this_machines_disks()
    {
        const string Before = """
            Name: grub-pc/hidden_timeout
            Value: /dev/sda

            Name: grub-pc/install_devices
            Template: grub-pc/install_devices
            Value: /dev/disk/by-id/ata-GOLDEN_Ssda
            Owners: grub-pc
            Variables:
             CHOICES = /dev/sda

            Name: grub-pc/empty
            Value: 
            """;
        using var room = new Room().Kernel().GrubForPc().File("/var/cache/debconf/config.dat", Before);
        Assert.Equal(
            Before.Replace("/dev/disk/by-id/ata-GOLDEN_Ssda", "/dev/vda", System.StringComparison.Ordinal),
            Rewritten(room, room.Plan(Room.Seed("vda"), Room.Seed("sda")), "/var/cache/debconf/config.dat")
        );
        var named = Room.Mirror("vda", "vdb");
        named = named with { Disks = [named.Disks[0] with { Wwn = "0x5000c500a1b2c3d4" }, named.Disks[1]] };
        Assert.Contains(
            "Value: /dev/disk/by-id/wwn-0x5000c500a1b2c3d4, /dev/vdb\n",
            Rewritten(room, room.Plan(named, Room.Mirror("sda", "sdb")), "/var/cache/debconf/config.dat"),
            System.StringComparison.Ordinal
        );
    }

    [Fact]
    public void Units_of_mounts_name_this_machines_devices()
    {
        const string Before =
            "[Unit]\nRequires=dev-sda6.device x.service\n# What=/dev/sda6\n[Mount]\nWhat=/dev/sda6\nWhere=/var\n"
            + "Options=noatime,x-systemd.after=dev-sda5.swap\n";
        Assert.Equal(
            Real(
                "[Unit]\nRequires=dev-disk-by\\x2duuid-!6.device x.service\n# What=/dev/sda6\n[Mount]\nWhat=UUID=@6\n"
                    + "Where=/var\nOptions=noatime,x-systemd.after=dev-disk-by\\x2duuid-!5.swap\n"
            ),
            UnitText.Rewrite(Before, "/etc/systemd/system/var.mount", _names, _notes)
        );
        Assert.Empty(_notes);
        const string Other = "[Mount]\nWhat=/dev/sdq1\nWhere=/data\n";
        Assert.Equal(Other, UnitText.Rewrite(Other, "/etc/systemd/system/data.mount", _names, _notes));
        Assert.Equal(["/etc/systemd/system/data.mount line 2: '/dev/sdq1' is not on this machine, left as it is"], _notes);
    }

    [Fact]
    public void A_swap_unit_has_the_name_of_its_device_and_its_links_follow()
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/systemd/system/dev-sda5.swap", "[Swap]\nWhat=/dev/sda5\n")
            .File("/etc/systemd/system/swap.target.wants/other.swap")
            .File("/etc/systemd/system/x.service.d/a.conf", "[Unit]\nBindsTo=dev-sda5.swap\n");
        File.CreateSymbolicLink(
            room.Root + "/etc/systemd/system/swap.target.wants/dev-sda5.swap",
            "/etc/systemd/system/dev-sda5.swap"
        );
        var plan = room.Plan(Room.Seed("vda", 'b'), Room.Seed("sda"));
        var now = Real(@"dev-disk-by\x2duuid-!5.swap");
        Assert.Contains(
            plan.Steps.OfType<WriteFile>(),
            step => step.Path == "/etc/systemd/system/" + now && step.Content == Real("[Swap]\nWhat=/dev/disk/by-uuid/@5\n")
        );
        Assert.Contains(
            plan.Steps.OfType<MakeLink>(),
            step => step.Path == "/etc/systemd/system/swap.target.wants/" + now && step.Target == "/etc/systemd/system/" + now
        );
        Assert.Equal(
            ["/etc/systemd/system/dev-sda5.swap", "/etc/systemd/system/swap.target.wants/dev-sda5.swap"],
            plan.Steps.OfType<RemoveFiles>().SelectMany(step => step.Paths)
        );
        Assert.Equal($"[Unit]\nBindsTo={now}\n", Rewritten(room, plan, "/etc/systemd/system/x.service.d/a.conf"));
    }

    [Theory]
    [InlineData(
        "/etc/smartd.conf",
        "/dev/sda -a -m root\nDEVICESCAN\n# /dev/sda\n",
        "/dev/vda -a -m root\nDEVICESCAN\n# /dev/sda\n"
    )]
    [InlineData("/etc/smartd.conf", "/dev/disk/by-id/ata-M_Ssda -a\n/dev/sdb -a\n", "/dev/vda -a\n/dev/sdb -a\n")]
    [InlineData("/etc/hdparm.conf", "/dev/sda {\n\tapm = 254\n}\n", "/dev/vda {\n\tapm = 254\n}\n")]
    [InlineData("/etc/auto.disks", "data -fstype=ext3 :/dev/sda6\n", "data -fstype=ext3 :/dev/disk/by-uuid/@6\n")]
    [InlineData("/etc/kdump.conf", "ext3 UUID=#6\npath /crash\n", "ext3 UUID=@6\npath /crash\n")]
    [InlineData(
        "/etc/mtools.conf",
        "drive c: file=\"/dev/sda6\" exclusive\n",
        "drive c: file=\"/dev/disk/by-uuid/@6\" exclusive\n"
    )]
    [InlineData("/etc/update-extlinux.conf", "root=UUID=#1\nmodules=sd-mod\n", "root=UUID=@1\nmodules=sd-mod\n")]
    [InlineData("/etc/default/grub_installdevice", "/dev/disk/by-id/ata-GOLDEN_Ssda\n", "/dev/vda\n")]
    [InlineData("/etc/kernel/uki.conf", "[UKI]\nCmdline=quiet root=/dev/sda1 ro\n", "[UKI]\nCmdline=quiet root=UUID=@1 ro\n")]
    [InlineData("/etc/cmdline.d/root.conf", "root=/dev/sda1\n", "root=UUID=@1\n")]
    [InlineData("/etc/dracut.conf", "kernel_cmdline=\"root=/dev/sda1\"\n", "kernel_cmdline=\"root=UUID=@1\"\n")]
    [InlineData(
        "/etc/grub.d/40_custom",
        "#!/bin/sh\n search --fs-uuid #1\n linux /vmlinuz root=/dev/sda1 ro\n",
        "#!/bin/sh\n search --fs-uuid @1\n linux /vmlinuz root=UUID=@1 ro\n"
    )]
    [InlineData("/etc/initramfs-tools/conf.d/mine", "RESUME=/dev/sda5\nROOT=/dev/sdq1\n", "RESUME=UUID=@5\nROOT=/dev/sdq1\n")]
    [InlineData("/boot/loader/entries/a.conf", "options real_root=/dev/sda1\n", "options real_root=UUID=@1\n")]
    [InlineData("/boot/limine.conf", "    cmdline: root=/dev/sda1 rw\n", "    cmdline: root=UUID=@1 rw\n")]
    [InlineData(
        "/etc/default/kexec",
        "APPEND=\"root=/dev/sda1 ro\"\nUSE_GRUB_CONFIG=true\n",
        "APPEND=\"root=UUID=@1 ro\"\nUSE_GRUB_CONFIG=true\n"
    )]
    public void Files_that_name_a_disk_are_rewritten(string path, string before, string after)
    {
        using var room = new Room().Kernel().GrubForPc().File(path, Real(before));
        Assert.Equal(Real(after), Rewritten(room, room.Plan(Room.Seed("vda", 'b'), Room.Seed("sda")), path));
    }

    [Fact]
    public void What_is_rewritten_is_a_documented_difference()
    {
        foreach (
            var path in new[]
            {
                "/etc/smartd.conf",
                "/etc/auto.disks",
                "/etc/systemd/system/data.mount",
                "/etc/systemd/system/x.service.d/a.conf",
                "/var/cache/debconf/config.dat",
                "/etc/grub.d/40_custom",
                "/boot/limine.conf",
            }
        )
            Assert.NotNull(
                CloneDifferences.ReasonFor(
                    new Ka.Manifests.Comparison.Difference(
                        BytePath.FromText(path),
                        Ka.Manifests.Comparison.DifferenceKind.Contents,
                        ""
                    )
                )
            );
    }

    private static Layout Btrfs(string disk) =>
        Room.Seed(disk) with
        {
            FileSystems =
            [
                new FileSystem
                {
                    Device = disk + "1",
                    Type = "btrfs",
                    Uuid = Room.Id(1, 'a'),
                    Subvolumes = ["@", "@home"],
                },
            ],
            Mounts =
            [
                new Mount
                {
                    Device = disk + "1",
                    Target = "/",
                    Subvolume = "@",
                },
                new Mount
                {
                    Device = disk + "1",
                    Target = "/home",
                    Subvolume = "@home",
                },
            ],
        };

    private static Layout Named(Layout layout, string label) =>
        layout with
        {
            Arrays = [layout.Arrays[0] with { Label = label }],
        };

    private static string Fstab(Room room, PreparePlan plan) => Rewritten(room, plan, "/etc/fstab");

    private static string Rewritten(Room room, PreparePlan plan, string path) =>
        plan.Steps.OfType<RewriteFile>().SingleOrDefault(step => step.Path == path)?.Rewrite(room.Text(path)) ?? room.Text(path);

    /// <summary><c>#5</c> is the golden node's UUID of partition 5, <c>@5</c> this machine's, <c>!5</c> that in a unit's
    /// name.</summary>
    private static string Real(string text)
    {
        foreach (var number in new[] { 1, 5, 6 })
            text = text.Replace($"#{number}", Room.Id(number, 'a'), System.StringComparison.Ordinal)
                .Replace($"@{number}", Room.Id(number, 'b'), System.StringComparison.Ordinal)
                .Replace(
                    $"!{number}",
                    Room.Id(number, 'b').Replace("-", @"\x2d", System.StringComparison.Ordinal),
                    System.StringComparison.Ordinal
                );
        return text;
    }
}

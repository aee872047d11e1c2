using System.Collections.Generic;
using Ka.Prepare.Rewrite;
using Xunit;

namespace Ka.Tests.Prepare;

public sealed class FstabTests
{
    private readonly List<string> _notes = [];

    [Fact]
    public void Names_of_the_kernel_become_UUIDs_and_all_else_stays_byte_for_byte()
    {
        var golden = Room.Seed("sda");
        var text =
            "# /dev/sda1 stays in a comment\n"
            + "\n"
            + "/dev/sda1\t / \text3  defaults,acl\t1 1\n"
            + "/dev/sda5 none swap sw 0 0\n"
            + $"UUID={Room.Id(6, 'a')} /var ext3 defaults 1 2 # its own\n"
            + "proc /proc proc defaults 0 0\n"
            + "//server/share /mnt cifs ro 0 0\n"
            + "server:/home /home nfs hard 0 0\n"
            + "/dev/cdrom /media/cdrom udf,iso9660 user,noauto 0 0\n"
            + "/swapfile none swap sw 0 0";
        var names = Room.Names(golden, Room.Seed("nvme0n1"));
        Assert.Equal(
            text.Replace("\n/dev/sda1", $"\nUUID={Room.Id(1, 'a')}", System.StringComparison.Ordinal)
                .Replace("\n/dev/sda5", $"\nUUID={Room.Id(5, 'a')}", System.StringComparison.Ordinal),
            FstabText.Rewrite(text, names, _notes)
        );
        Assert.Empty(_notes);
    }

    [Theory]
    [InlineData("/dev/sda1", "UUID=@1")]
    [InlineData("LABEL=root", "LABEL=root")]
    [InlineData("UUID=#1", "UUID=@1")]
    [InlineData("\"UUID=#1\"", "UUID=@1")]
    [InlineData("/dev/disk/by-uuid/#1", "/dev/disk/by-uuid/@1")]
    [InlineData("PARTUUID=59be142a-01", "PARTUUID=59be142b-01")]
    [InlineData("/dev/disk/by-partuuid/59be142a-01", "/dev/disk/by-partuuid/59be142b-01")]
    [InlineData("/dev/disk/by-id/ata-Maxtor_6Y080L0_Ssda-part1", "UUID=@1")]
    [InlineData("/dev/disk/by-path/pci-0000:00:1f.2-ata-1-part1", "UUID=@1")]
    public void The_root_is_what_is_mounted_there_in_the_form_that_it_had(string before, string after)
    {
        var names = Room.Names(Room.Seed("sda"), Room.Seed("vda", 'b'));
        string Real(string text) =>
            text.Replace("#1", Room.Id(1, 'a'), System.StringComparison.Ordinal)
                .Replace("@1", Room.Id(1, 'b'), System.StringComparison.Ordinal);
        Assert.Equal(
            Real(after) + " / ext3 defaults 0 1\n",
            FstabText.Rewrite(Real(before) + " / ext3 defaults 0 1\n", names, _notes)
        );
    }

    [Fact]
    public void A_second_run_changes_nothing_whatever_the_first_one_did()
    {
        var names = Room.Names(Room.Seed("sda"), Room.Seed("vda", 'b'));
        var once = FstabText.Rewrite(
            "/dev/sda1 / ext3 defaults 0 1\n/dev/sda5 none swap sw 0 0\n/dev/sdc1 /data ext4 defaults 0 2\n",
            names,
            _notes
        );
        Assert.Equal(once, FstabText.Rewrite(once, names, _notes));
        Assert.Single(_notes);
    }

    [Fact]
    public void A_device_that_is_not_here_becomes_a_comment_and_is_said()
    {
        var names = Room.Names(Room.Seed("sda"), Room.Seed("vda"));
        var text = FstabText.Rewrite(
            "/dev/sdb1 /data ext4 defaults 0 2\nUUID=ffff /more xfs nofail 0 0\n/dev/mapper/secret /secret ext4 noauto 0 0\n",
            names,
            _notes
        );
        Assert.Equal(
            "# ka: not on this machine: /dev/sdb1 /data ext4 defaults 0 2\n"
                + "# ka: not on this machine: UUID=ffff /more xfs nofail 0 0\n"
                + "/dev/mapper/secret /secret ext4 noauto 0 0\n",
            text
        );
        Assert.Equal(
            [
                "/etc/fstab line 1 (/data): '/dev/sdb1' is not on this machine, the line is a comment now",
                "/etc/fstab line 2 (/more): 'UUID=ffff' is not on this machine, the line is a comment now",
                "/etc/fstab line 3 (/secret): nothing is known of '/dev/mapper/secret', left as it is",
            ],
            _notes
        );
    }

    [Fact]
    public void A_line_that_is_none_is_left_and_said()
    {
        var names = Room.Names(null, Room.Seed("vda"));
        Assert.Equal("/dev/sda1 /\n\x1b[2J\n", FstabText.Rewrite("/dev/sda1 /\n\x1b[2J\n", names, _notes));
        Assert.Equal(
            [
                "/etc/fstab line 1 is no line of fstab(5), left as it is: '/dev/sda1 /'",
                "/etc/fstab line 2 is no line of fstab(5), left as it is: '\\x1b[2J'",
            ],
            _notes
        );
    }

    [Fact]
    public void Without_the_golden_layout_mount_points_and_the_only_swap_space_tell()
    {
        var names = Room.Names(null, Room.Seed("vda"));
        Assert.Equal(
            $"UUID={Room.Id(1, 'a')} / ext3 defaults 0 1\n"
                + $"UUID={Room.Id(6, 'a')} /var/ ext3 defaults 0 2\n"
                + $"UUID={Room.Id(5, 'a')} none swap sw 0 0\n",
            FstabText.Rewrite(
                "/dev/hda1 / ext3 defaults 0 1\n/dev/hda6 /var/ ext3 defaults 0 2\n/dev/hda5 none swap sw 0 0\n",
                names,
                _notes
            )
        );
    }

    [Fact]
    public void Disks_that_changed_places_are_followed()
    {
        var golden = Room.Mirror("sda", "sdb") with
        {
            FileSystems = [],
            Mounts = [new() { Device = "sda1", Target = "/" }, new() { Device = "sdb1", Target = "/home" }],
            Arrays = [],
        };
        var target = Room.Mirror("sdb", "sda") with
        {
            FileSystems = [],
            Mounts = [new() { Device = "sdb1", Target = "/" }, new() { Device = "sda1", Target = "/home" }],
            Arrays = [],
        };
        var names = Room.Names(golden, target);
        Assert.Equal("sdb1", names.Find("/dev/sda1"));
        Assert.Equal("sda", names.Find("/dev/sdb"));
    }

    [Fact]
    public void Encrypted_swap_is_named_by_its_partition_never_by_what_was_on_it()
    {
        var names = Room.Names(Room.Seed("sda"), Room.Seed("vda"));
        Assert.Equal(
            "swap PARTUUID=59be142a-05 /dev/urandom swap\n# ka: not on this machine: data UUID=0000 none luks\n# none\n",
            FstabText.RewriteCrypttab("swap /dev/sda5 /dev/urandom swap\ndata UUID=0000 none luks\n# none\n", names, _notes)
        );
    }

    [Fact]
    public void Volumes_keep_their_names_and_blanks_their_octal_numbers()
    {
        var golden = Room.Seed("sda") with
        {
            VolumeGroups =
            [
                new()
                {
                    Name = "vg-0",
                    ExtentSize = 1,
                    PhysicalVolumes = [new() { Device = "sda6", Size = 1 }],
                    Volumes = [new() { Name = "root", Size = 1 }],
                },
            ],
            FileSystems =
            [
                new()
                {
                    Device = "vg-0/root",
                    Type = "ext4",
                    Uuid = Room.Id(1, 'a'),
                },
            ],
            Mounts = [new() { Device = "vg-0/root", Target = "/a b" }],
        };
        var names = Room.Names(golden, golden);
        const string Line = "/dev/mapper/vg--0-root /a\\040b ext4 defaults 0 1\n/dev/vg-0/root /elsewhere ext4 noauto 0 0\n";
        Assert.Equal(Line, FstabText.Rewrite(Line, names, _notes));
        Assert.Empty(_notes);
    }
}

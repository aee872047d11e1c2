using System.Collections.Generic;
using System.Text;
using Ka.KernelModules;
using Ka.Prepare.Apply;
using Ka.Prepare.Names;
using Ka.Prepare.Plan;
using Ka.Prepare.Rewrite;
using Xunit;

namespace Ka.Tests.Prepare;

public sealed class BootTextTests
{
    private readonly List<string> _notes = [];

    private readonly DeviceNames _names = Room.Names(Room.Seed("sda"), Room.Seed("vda", 'b'));

    [Theory]
    [InlineData("root=/dev/sda1 ro quiet", "root=UUID=@1 ro quiet")]
    [InlineData("  root=UUID=#1   resume=/dev/sda5 ", "  root=UUID=@1   resume=UUID=@5 ")]
    [InlineData("ro resume=/dev/sdb5 quiet", "ro quiet")]
    [InlineData("ro resume=UUID=0000 resume_offset=34816", "ro")]
    [InlineData(
        "root=/dev/nfs nfsroot=10.0.0.1:/x dyndbg=\"file a.c +p\"",
        "root=/dev/nfs nfsroot=10.0.0.1:/x dyndbg=\"file a.c +p\""
    )]
    [InlineData("root=/dev/mapper/luks-#1 rd.luks.uuid=luks-#1", "root=/dev/mapper/luks-#1 rd.luks.uuid=luks-@1")]
    [InlineData("cryptdevice=UUID=#1:secret:allow-discards", "cryptdevice=UUID=@1:secret:allow-discards")]
    [InlineData("rd.luks.name=#1=secret", "rd.luks.name=@1=secret")]
    [InlineData("xroot=/dev/sda1 /dev/sda1 root", "xroot=/dev/sda1 /dev/sda1 root")]
    [InlineData("", "")]
    public void Words_of_the_kernel_are_looked_up_one_by_one(string before, string after) =>
        Assert.Equal(Real(after), new CommandLineText(_names, paths: false, _notes).Rewrite(Real(before), "x"));

    [Fact]
    public void An_initramfs_that_knows_no_UUIDs_gets_paths() =>
        Assert.Equal(
            "root=/dev/vda1 resume=/dev/vda5",
            new CommandLineText(_names, paths: true, _notes).Rewrite("root=/dev/sda1 resume=/dev/sda5", "x")
        );

    [Fact]
    public void A_resume_that_is_not_here_is_said()
    {
        new CommandLineText(_names, paths: false, _notes).Rewrite("resume=/dev/sdz9", "/etc/default/grub");
        Assert.Equal(["/etc/default/grub: resume=/dev/sdz9 is not on this machine, taken out"], _notes);
    }

    [Fact]
    public void Assignments_of_a_shell_keep_their_quotes_comments_and_neighbours()
    {
        const string Text =
            "# GRUB_CMDLINE_LINUX=\"no\"\n"
            + "GRUB_CMDLINE_LINUX=\"a b\" # why\n"
            + "export GRUB_CMDLINE_LINUX_DEFAULT='c'\n"
            + "GRUB_TIMEOUT=\"a\"\n"
            + "GRUB_CMDLINE_XEN=d;e\n"
            + "GRUB_CMDLINE_BAD=\"open\n"
            + "GRUB_CMDLINE_MORE+=\"x\"\n";
        Assert.Equal(
            "# GRUB_CMDLINE_LINUX=\"no\"\n"
                + "GRUB_CMDLINE_LINUX=\"<a b>\" # why\n"
                + "export GRUB_CMDLINE_LINUX_DEFAULT='<c>'\n"
                + "GRUB_TIMEOUT=\"a\"\n"
                + "GRUB_CMDLINE_XEN=<d>;e\n"
                + "GRUB_CMDLINE_BAD=\"open\n"
                + "GRUB_CMDLINE_MORE+=\"<x>\"\n",
            ShellText.Rewrite(
                Text,
                name => name.StartsWith("GRUB_CMDLINE", System.StringComparison.Ordinal),
                value => $"<{value}>"
            )
        );
        Assert.Equal("two", ShellText.Get("ID=one\nID=\"two\"\nOTHER_ID=three", "ID"));
    }

    [Fact]
    public void Loader_entries_and_extlinux_hold_the_words_behind_a_key()
    {
        Assert.Equal(
            "title x\nlinux /vmlinuz\noptions\t<root=a b>\n",
            BootText.RewriteKeyed("title x\nlinux /vmlinuz\noptions\troot=a b\n", "options", Mark)
        );
        Assert.Equal("  APPEND <x>\n  appendix x\n", BootText.RewriteKeyed("  APPEND x\n  appendix x\n", "append", Mark));
    }

    [Fact]
    public void The_menu_of_GRUB_legacy_keeps_its_magic_comments()
    {
        const string Menu =
            "default 0\n"
            + "# kopt=root=/dev/sda1 ro\n"
            + "## kopt=no\n"
            + "title Debian\n"
            + "root (hd0,0)\n"
            + "kernel /boot/vmlinuz root=/dev/sda1 ro\n"
            + "initrd /boot/initrd.img\n";
        Assert.Equal(
            Menu.Replace("root=/dev/sda1", "root=/dev/vda1", System.StringComparison.Ordinal),
            BootText.RewriteMenu(Menu, words => new CommandLineText(_names, paths: true, _notes).Rewrite(words, "x"))
        );
    }

    [Fact]
    public void Lilo_starts_from_this_machines_disk()
    {
        const string Before =
            "boot=/dev/sda\n"
            + "map=/boot/map\n"
            + "root=/dev/sda1\n"
            + "# root=/dev/sda1\n"
            + "image=/boot/vmlinuz\n"
            + "\tlabel=linux\n"
            + "\troot = /dev/sda1\n"
            + "\tappend=\"resume=/dev/sda5 quiet\"\n"
            + "other=/dev/sdb1\n";
        const string After =
            "boot=/dev/vda\n"
            + "map=/boot/map\n"
            + "root=/dev/vda1\n"
            + "# root=/dev/sda1\n"
            + "image=/boot/vmlinuz\n"
            + "\tlabel=linux\n"
            + "\troot = /dev/vda1\n"
            + "\tappend=\"resume=/dev/vda5 quiet\"\n"
            + "other=/dev/sdb1\n";
        string Rewrite(string text) =>
            BootText.RewriteLilo(
                text,
                "/dev/vda",
                _names,
                words => new CommandLineText(_names, paths: true, _notes).Rewrite(words, "x")
            );
        Assert.Equal(After, Rewrite(Before));
        Assert.Equal(After, Rewrite(After));
    }

    [Fact]
    public void Arrays_are_named_by_their_new_UUID()
    {
        var golden = Room.Mirror("sda", "sdb");
        var fresh = Room.Mirror("vda", "vdb") with
        {
            Arrays = [golden.Arrays[0] with { Uuid = "00000000:00000000:00000000:00000001", Members = ["vda1", "vdb1"] }],
        };
        Assert.Equal(
            "ARRAY /dev/md/0 metadata=1.2 UUID=00000000:00000000:00000000:00000001 name=host:0\n"
                + "# ARRAY UUID=e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c\n",
            BootText.RewriteMdadm(
                "ARRAY /dev/md/0 metadata=1.2 UUID=e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c name=host:0\n"
                    + "# ARRAY UUID=e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c\n",
                Room.Names(golden, fresh)
            )
        );
    }

    [Fact]
    public void A_stub_of_grub_cfg_looks_for_the_new_file_system_and_half_words_stay() =>
        Assert.Equal(
            Real("search --no-floppy --fs-uuid --set=dev @1\nsearch x#1y\nset prefix=($dev)/grub2\n# #1\n"),
            BootText.RewriteSearch(
                Real("search --no-floppy --fs-uuid --set=dev #1\nsearch x#1y\nset prefix=($dev)/grub2\n# #1\n"),
                _names
            )
        );

    [Fact]
    public void A_block_of_ours_is_replaced_and_what_is_around_it_stays()
    {
        var once = FileText.WithBlock("one", "a\n");
        Assert.Equal("one\n# ka prepare: this machine's own, written anew by each run\na\n# ka prepare: end\n", once);
        Assert.Equal(once.Replace("\na\n", "\nb\n", System.StringComparison.Ordinal), FileText.WithBlock(once, "b\n"));
        Assert.Equal("one\n", FileText.WithBlock(once, ""));
    }

    [Fact]
    public void The_firmwares_entries_are_found_by_their_whole_label()
    {
        const string Text =
            "BootCurrent: 0001\n"
            + "Timeout: 0 seconds\n"
            + "BootOrder: 0001,0000\n"
            + "Boot0000* debian\tHD(1,GPT,x)/File(\\EFI\\debian\\shimx64.efi)\n"
            + "Boot0001* debian 2\tHD(1)\n"
            + "Boot000A  debian\n"
            + "BootNext: debian\n";
        Assert.Equal(["0000", "000A"], BootEntryList.Find(Text, "debian"));
    }

    [Theory]
    [InlineData("pci:v*d*sv*sd*bc01sc08i02*", "pci:v00001B36d00000010sv00001AF4sd00001100bc01sc08i02", true)]
    [InlineData("pci:v00008086d0000100Esv*sd*bc*sc*i*", "pci:v00008086d0000100Fsv0sd0bc02sc00i00", false)]
    [InlineData("usb:v*p*d*dc*dsc*dp*ic08isc0[2-6]ip50in*", "usb:v0001p0002d0100dc00dsc00dp00ic08isc06ip50in00", true)]
    [InlineData("of:N?a", "of:Nba", true)]
    [InlineData("a[", "a[", true)]
    [InlineData("", "", true)]
    public void Drivers_are_found_by_patterns(string pattern, string alias, bool expected) =>
        Assert.Equal(expected, ModuleGlob.IsMatch(Encoding.ASCII.GetBytes(pattern), Encoding.ASCII.GetBytes(alias)));

    private static string Mark(string words) =>
        words.Length > 0 && words[0] is ' ' or '\t' ? words[..1] + $"<{words[1..]}>" : words;

    private static string Real(string text)
    {
        foreach (var number in new[] { 1, 5, 6 })
            text = text.Replace($"#{number}", Room.Id(number, 'a'), System.StringComparison.Ordinal)
                .Replace($"@{number}", Room.Id(number, 'b'), System.StringComparison.Ordinal);
        return text;
    }
}

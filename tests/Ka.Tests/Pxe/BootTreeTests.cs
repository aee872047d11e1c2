using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.Pxe;
using Ka.Runtime;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Pxe;

/// <summary>What is written into a boot tree, and what is left alone there.</summary>
public sealed class BootTreeTests : IDisposable
{
    private readonly TempDir _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_entries_of_BIOS_machines_are_those_of_the_KA_method()
    {
        Write(tree => BootEntries.AddTo(tree, BootEntries.Append, BootEntries.Local));

        Assert.Equal(
            """
            # Written by ka pxe. Machines with an entry of their own (01-MAC beside this file) read this one, too.
            PROMPT 1
            DEFAULT local
            DISPLAY messages
            TIMEOUT 50
            F1 help.txt

            LABEL local
              LOCALBOOT 0

            LABEL kamethod
              KERNEL images/vmlinuz
              APPEND initrd=images/all.rdz automatic=method:ka,interface:auto,network:dhcp root=/dev/ram3 rw rescue kamethod quiet
              # BOOTIF= names the card that this machine booted from.
              SYSAPPEND 2

            """,
            Read("X86PC/linux/pxelinux.cfg/default")
        );
        Assert.Contains("kamethod", Read("X86PC/linux/messages"), StringComparison.Ordinal);
        Assert.Contains("ka.server=", Read("X86PC/linux/help.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_entries_of_UEFI_machines_are_the_same_ones()
    {
        Write(tree =>
            BootEntries.AddTo(tree, "console=ttyS0 automatic=method:ka,interface:eth0,network:dhcp", BootEntries.KaMethod)
        );

        var text = Read("grub/grub.cfg");
        Assert.Contains("set default=kamethod\n", text, StringComparison.Ordinal);
        Assert.Contains("--id local {", text, StringComparison.Ordinal);
        Assert.Contains("--id kamethod {", text, StringComparison.Ordinal);
        Assert.Contains(
            "linux /X86PC/linux/images/vmlinuz console=ttyS0 automatic=method:ka,interface:eth0,network:dhcp "
                + "BOOTIF=01-$net_default_mac\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("initrd /X86PC/linux/images/all.rdz\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('@', text);
    }

    [Theory]
    [InlineData("quiet\nLABEL evil", "\\x0a")]
    [InlineData("a;reboot", ";")]
    [InlineData("a $x", "$")]
    [InlineData("a }", "}")]
    public void A_command_line_that_would_be_more_than_one_is_refused(string append, string shown) =>
        Assert.Contains(
            shown,
            Assert.Throws<PxeException>(() => Write(tree => BootEntries.AddTo(tree, append, "local"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_machine_is_armed_and_disarmed_under_the_names_that_its_boot_loaders_look_for()
    {
        var machine = MachineAddress.TryParse("52:54:00:AA:BB:01")!.Value;

        Write(tree => BootEntries.AddMachine(tree, machine, BootEntries.KaMethod));

        Assert.Equal(
            "# Written by ka pxe for this machine alone.\nINCLUDE pxelinux.cfg/default\nDEFAULT kamethod\n",
            Read("X86PC/linux/pxelinux.cfg/01-52-54-00-aa-bb-01")
        );
        Assert.Equal(
            "# Written by ka pxe for this machine alone.\nset default=kamethod\n",
            Read("grub/machines/52:54:00:aa:bb:01")
        );

        Write(tree => BootEntries.AddMachine(tree, machine, BootEntries.Local));

        Assert.Contains("DEFAULT local\n", Read("X86PC/linux/pxelinux.cfg/01-52-54-00-aa-bb-01"), StringComparison.Ordinal);
        Assert.Contains("default=local\n", Read("grub/machines/52:54:00:aa:bb:01"), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_others_are_named_and_kept_and_nothing_else_is_written()
    {
        _directory.Make("grub");
        File.WriteAllText(_directory.TextIn("grub/grub.cfg"), "mine");
        File.WriteAllText(_directory.TextIn("b"), "mine, too");

        var error = Assert.Throws<PxeException>(() => Write(Three));

        Assert.Contains(_directory.TextIn("grub/grub.cfg"), error.Message, StringComparison.Ordinal);
        Assert.Contains(_directory.TextIn("b"), error.Message, StringComparison.Ordinal);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", Read("grub/grub.cfg"));
        Assert.False(File.Exists(_directory.TextIn("a")));
        Assert.False(File.Exists(_directory.TextIn(BootTree.Record)));
    }

    [Fact]
    public void Force_overwrites_them()
    {
        File.WriteAllText(_directory.TextIn("b"), "mine");

        Write(Three, force: true);

        Assert.Equal("2", Read("b"));
    }

    [Fact]
    public void Our_own_files_are_replaced_until_somebody_changes_them()
    {
        Write(Three);
        Write(tree => tree.Add("b", "another"));
        Assert.Equal("another", Read("b"));

        File.AppendAllText(_directory.TextIn("b"), " edited");

        Assert.Throws<PxeException>(() => Write(Three));
        Assert.Equal("another edited", Read("b"));
    }

    [Fact]
    public void Files_of_a_commit_that_broke_off_are_still_our_own()
    {
        Write(Three);
        File.WriteAllText(_directory.TextIn("c"), "a file where a directory is wanted");
        Assert.Throws<LinuxException>(() =>
            Write(tree =>
            {
                tree.Add("a", "written");
                tree.Add("c/d", "fails");
                tree.Add("b", "not written");
            })
        );
        Assert.Equal(("written", "2"), (Read("a"), Read("b")));

        Assert.Equal(
            ["a", "b"],
            Write(tree =>
            {
                tree.Add("a", "next");
                tree.Add("b", "next");
            })
        );
        File.Delete(_directory.TextIn("c"));
        Write(tree => tree.Add("c/d", "works"));
        Child.Run(new Launch("sh", "-c", "cd \"$0\" && sha256sum --check --quiet ka/files", _directory.Text));
    }

    [Fact]
    public void Commits_at_the_same_time_keep_each_others_records()
    {
        const int Writers = 4;
        const int Commits = 6;
        var failures = new ConcurrentQueue<Exception>();
        var writers = Enumerable
            .Range(0, Writers)
            .Select(writer =>
                WorkerThread.Start(
                    "writer",
                    () =>
                    {
                        for (var i = 0; i < Commits; i++)
                            Write(tree => tree.Add($"{writer}-{i}", "x"));
                    },
                    failures.Enqueue
                )
            )
            .ToList();
        foreach (var writer in writers)
            Assert.True(writer.Join(TimeSpan.FromSeconds(60)));

        Assert.Empty(failures);
        Assert.Equal(Writers * Commits, File.ReadAllLines(_directory.TextIn(BootTree.Record)).Length);
    }

    [Fact]
    public void A_file_of_others_that_says_the_same_is_none_of_our_business()
    {
        File.WriteAllText(_directory.TextIn("b"), "2");

        Assert.Equal(["a", "grub/grub.cfg"], Write(Three));
        Assert.Empty(Write(Three));
    }

    [Fact]
    public void The_record_is_one_that_sha256sum_checks()
    {
        Write(Three);

        var said = Child.Run(new Launch("sh", "-c", "cd \"$0\" && sha256sum --check ka/files", _directory.Text));

        Assert.Equal("a: OK\nb: OK\ngrub/grub.cfg: OK\n", said);
    }

    [Fact]
    public void The_server_of_TFTP_may_read_what_we_write()
    {
        Write(Three);

        Assert.Equal("644\n", Child.Run("stat", "-c", "%a", _directory.TextIn("a")));
    }

    [Theory]
    [InlineData("10.0.0.31", "52:54:00:aa:bb:01")]
    [InlineData("10.0.0.32", "52:54:00:aa:bb:02")]
    [InlineData("10.0.0.3", null)]
    [InlineData("10.0.0.33", null)]
    [InlineData("NODE1", "52:54:00:aa:bb:01")]
    [InlineData("node", null)]
    public void A_machine_is_known_by_its_address_or_name_in_the_leases_of_dnsmasq(string node, string? machine)
    {
        _directory.Make("ka");
        File.WriteAllText(
            _directory.TextIn(DhcpLeases.File),
            """
            1732500000 52:54:00:aa:bb:01 10.0.0.31 node1 01:52:54:00:aa:bb:01
            1732500000 52:54:00:aa:bb:02 10.0.0.32 * *
            duid 00:01:00:01:2b:6a:6a:6a:52:54:00:aa:bb:01
            1732500000 not-ethernet 10.0.0.33 * *
            """
        );

        Assert.Equal(machine, DhcpLeases.Find(new BootTree(_directory.Path, force: false), node)?.Text);
    }

    [Theory]
    [InlineData("52:54:00:AA:bb:01", "52:54:00:aa:bb:01")]
    [InlineData("52-54-00-aa-bb-01", "52:54:00:aa:bb:01")]
    [InlineData("01-52-54-00-aa-bb-01", "52:54:00:aa:bb:01")]
    [InlineData("20-52-54-00-aa-bb-01", null)]
    [InlineData("52:54:00:aa:bb", null)]
    [InlineData("52:54:00:aa:bb:0g", null)]
    [InlineData("../../../etc", null)]
    [InlineData("", null)]
    public void An_Ethernet_address_is_six_pairs_of_digits(string text, string? expected) =>
        Assert.Equal(expected, MachineAddress.TryParse(text)?.Text);

    private static void Three(BootTree tree)
    {
        tree.Add("a", "1");
        tree.Add("b", "2");
        tree.Add("grub/grub.cfg", "3");
    }

    private System.Collections.Generic.IReadOnlyList<string> Write(Action<BootTree> add, bool force = false)
    {
        var tree = new BootTree(_directory.Path, force);
        add(tree);
        return tree.Commit();
    }

    private string Read(string path) => File.ReadAllText(_directory.TextIn(path));
}

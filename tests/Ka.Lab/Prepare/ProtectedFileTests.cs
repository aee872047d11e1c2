using System;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Apply;
using Ka.Prepare.Model;
using Ka.RootTrees;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Prepare;

/// <summary>Files and directories that a golden node protects by flags (chattr(1)) are prepared like others, and are protected in
/// the clone.</summary>
public sealed class ProtectedFileTests
{
    [Needs(Need.Lab)]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void Every_change_of_a_tree_passes_protected_files_and_leaves_them_protected(string type)
    {
        using var disk = new LoopDisk(type, 320L << 20);
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd {disk.Root}; mkdir -p etc/d etc/moved boot
            for f in fstab resolv.conf old touched plain moved/from; do echo golden >etc/$f; done
            chattr +a etc/resolv.conf; chattr +i etc/fstab etc/old etc/touched etc/moved/from etc/d; chattr +i etc/moved
            """
        );
        using var tree = new RootTree(disk.Root);
        var edit = new TreeEdit(tree);

        edit.Write("/etc/fstab", "clone"u8.ToArray(), FilePermissions.Public);
        edit.Write("/etc/resolv.conf", "clone"u8.ToArray(), FilePermissions.Public);
        edit.Write("/etc/d/new", "clone"u8.ToArray(), FilePermissions.Public);
        edit.Link("/etc/d/link", "new");
        edit.MakeDirectory("/etc/d/deep/er");
        edit.Touch("/etc/touched");
        edit.Move("/etc/moved/from", "/etc/moved/to");
        edit.Remove("/etc/old");

        Assert.Equal("cloneclonecloneclone", Child.Run("sh", "-c", $"cd {disk.Root}/etc; cat fstab resolv.conf d/new d/link"));
        Assert.Equal(
            "a etc/resolv.conf\ni etc/d\ni etc/fstab\ni etc/moved\ni etc/moved/to\ni etc/touched\n",
            Protected(disk.Root)
        );
        Child.Run("sh", "-c", $"cd {disk.Root}/etc; test -d d/deep/er; test ! -e old; test ! -e moved/from");
    }

    [Needs(Need.Lab)]
    public void Programs_of_the_tree_write_what_is_protected_also_by_another_file_of_its_name()
    {
        using var disk = new LoopDisk("ext4", 64 << 20);
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd {disk.Root}; mkdir -p etc boot/grub bin proc sys dev run tmp
            cp -L --parents /bin/sh /bin/mv $(ldd /bin/sh /bin/mv | grep -o '/[^ ]*' | grep -v ':$' | sort -u) .
            echo golden >boot/grub/grub.cfg; echo golden >etc/machine-id; echo golden >etc/other
            chattr +i boot/grub/grub.cfg etc/machine-id etc/other boot/grub
            """
        );
        var call = new ToolCommand(
            "/bin/sh",
            "-ec",
            "echo clone >/boot/grub/new; mv /boot/grub/new /boot/grub/grub.cfg; echo clone >/etc/machine-id"
        );

        Run(disk.Root, call);

        Assert.Equal("clone\nclone\n", Child.Run("sh", "-c", $"cd {disk.Root}; cat boot/grub/grub.cfg etc/machine-id"));
        Assert.Equal("i boot/grub\ni boot/grub/grub.cfg\ni etc/machine-id\ni etc/other\n", Protected(disk.Root));

        Assert.Throws<ToolException>(() => Run(disk.Root, new ToolCommand("/bin/sh", "-c", "exit 3")));
        Assert.Equal("i boot/grub\ni boot/grub/grub.cfg\ni etc/machine-id\ni etc/other\n", Protected(disk.Root));
    }

    private static void Run(BytePath root, ToolCommand call)
    {
        var target = new Layout
        {
            Version = Layout.CurrentVersion,
            Firmware = Firmware.Bios,
            Disks = [],
        };
        var plan = new PreparePlan
        {
            Reasons = [],
            Notes = [],
            Steps = [new RunInTree("test", call)],
        };
        new PrepareExecution(new PrepareRequest { Root = root.ToString(), Target = target }, _ => { }).Apply(
            plan,
            (_, _, _) => { }
        );
    }

    /// <summary>Lines like "i etc/fstab", sorted.</summary>
    private static string Protected(BytePath root) =>
        Child.Run(
            "sh",
            "-c",
            $"cd {root}; lsattr -R . 2>/dev/null | sed -n 's|^[^ ]*\\([ia]\\)[^ ]* \\./|\\1 |p' | grep -v lost+found | sort"
        );
}

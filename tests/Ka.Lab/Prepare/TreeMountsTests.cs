using System.IO;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Apply;
using Ka.RootTrees;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Prepare;

/// <summary>What programs of a tree see around them.</summary>
public sealed class TreeMountsTests
{
    private const string Line = "root=UUID=1e0e3a45 ro quiet";

    // Fault 7 of the survey of 2026-11-28; red on 22c5520.
    [Needs(Need.Lab)]
    public void Programs_find_the_clones_command_line_and_nothing_of_this_machines_run()
    {
        using var directory = new TempDir();
        foreach (var place in new[] { "dev", "proc", "run", "sys" })
            Directory.CreateDirectory(Path.Combine(directory.Text, place));
        using var tree = new RootTree(BytePath.FromText(directory.Text));
        var target = new Layout { Version = Layout.CurrentVersion, Firmware = Firmware.Bios };
        using (new TreeMounts(tree, new TreeEdit(tree), target, Line, Assert.Fail))
        {
            Assert.Equal(Line + "\n", File.ReadAllText(directory.Text + "/proc/cmdline"));
            Assert.Equal(File.ReadAllText("/proc/version"), File.ReadAllText(directory.Text + "/proc/version"));
            Assert.False(Directory.Exists(directory.Text + "/run/systemd"));
            // grub2-mkconfig gives all boot entries other options where this is.
            Assert.False(Directory.Exists(directory.Text + "/run/install"));
        }
        Assert.Empty(Directory.GetFileSystemEntries(directory.Text + "/proc"));
    }
}

using System.IO;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Trees.Reading;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>Hard links on a file system that gives the number of a removed inode to the next file.</summary>
public sealed class HardLinkTests
{
    [Needs(Need.Lab)]
    public void A_file_that_got_the_number_of_a_removed_inode_is_no_link_to_it()
    {
        using var disk = new LoopDisk("ext4", 16 << 20);
        var root = disk.Root.ToString();
        var table = new HardLinkTable();
        var old = MakeTwoNames(root, "old");
        table.Sent(old, "./old"u8);
        Assert.Equal("./old"u8, table.Find(old));
        File.Delete($"{root}/old");
        File.Delete($"{root}/old2");

        var later = MakeTwoNames(root, "new");

        Assert.Equal(old.Inode, later.Inode);
        Assert.True(table.Find(later).IsEmpty);
    }

    private static FileStatus MakeTwoNames(string folder, string name)
    {
        File.WriteAllText($"{folder}/{name}", name);
        Child.Run("ln", $"{folder}/{name}", $"{folder}/{name}2");
        using var directory = Files.OpenDirectory(BytePath.FromText(folder));
        FileStatus
            .TryGet(directory, System.Text.Encoding.UTF8.GetBytes(name), out var status)
            .OrThrow("statx", BytePath.FromText(name));
        return status;
    }
}

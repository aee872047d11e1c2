using System.Linq;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>Mounts of users inside a tree: FUSE file systems (fuse(4)) that answer nothing to root. No daemon is needed: the
/// kernel itself refuses.</summary>
public sealed class UserMountTests
{
    [Needs(Need.Lab)]
    [InlineData("a user's mount, which root may not look into", 1000)]
    [InlineData("kind: a mount whose program has died", 0)]
    public void Report_20_is_an_empty_directory_and_no_failure(string what, int user)
    {
        using var disk = new LoopDisk("ext4", 64 << 20);
        var (source, target) = (disk.Root.Join(BytePath.FromText("source")), disk.Root.Join(BytePath.FromText("target")));
        Child.Run("sh", "-ec", $"mkdir -p {source}/home/user/remote {target}; echo x >{source}/home/user/file");
        Child.Run(
            "sh",
            "-ec",
            $"exec 9<>/dev/fuse; cd {source}/home/user; "
                + $"mount -i -t fuse -o fd=9,rootmode=40000,user_id={user},group_id={user} ka remote"
        );
        try
        {
            Child.Run("sh", "-c", $"! stat {source}/home/user/remote 2>/dev/null");

            ArchiveOf.Extract(ArchiveOf.Tree(source, out var read), target);

            Assert.True(read.IsComplete, $"{what}: {string.Join(", ", read.Notes.Select(note => note.ToString()))}");
            Assert.Equal(
                "./home\n./home/user\n./home/user/file\n./home/user/remote\n",
                Child.Run("sh", "-c", $"cd {target} && find . -mindepth 1 | sort")
            );
        }
        finally
        {
            Child.Run("umount", "-l", $"{source}/home/user/remote");
        }
    }
}

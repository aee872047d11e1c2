using Ka.Disks.Images;
using Ka.Disks.Model;
using Ka.Linux;
using Xunit;

namespace Ka.Tests.Disks;

public sealed class PartcloneTests
{
    [Fact]
    public void The_line_that_says_why_is_not_the_last()
    {
        const string Said =
            "Partclone v0.3.23 http://partclone.org\nStarting to restore image (-) to device (/dev/loop1)\n"
            + "Target partition size(53 MB) is smaller than source(105 MB). Use option -C to disable size "
            + "checking(Dangerous).\n"
            + "Partclone fail, please check /dev/null !\n";

        Assert.StartsWith("Target partition size(53 MB)", Partclone.Reason(Said), System.StringComparison.Ordinal);
        Assert.Equal("it said nothing", Partclone.Reason(""));
    }

    [Theory]
    [InlineData("sda3", "/dev/sda3")]
    [InlineData("/dev/sda3", "/dev/sda3")]
    [InlineData("mapper/vg-root", "/dev/mapper/vg-root")]
    public void A_partition_is_given_with_or_without_its_directory(string word, string path) =>
        Assert.Equal(path, RawPartition.PathOf(word).ToString());

    [Fact]
    public void What_is_no_block_device_is_refused()
    {
        Assert.Contains(
            "not a block device",
            Assert.Throws<LayoutException>(() => RawPartition.CheckUnused(BytePath.FromText("/dev/null"))).Message,
            System.StringComparison.Ordinal
        );
        Assert.Throws<LinuxException>(() => RawPartition.CheckUnused(BytePath.FromText("/dev/no-such-partition")));
    }
}

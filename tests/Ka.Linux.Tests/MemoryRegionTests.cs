using System;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class MemoryRegionTests
{
    [Fact]
    public void Memory_is_zeroed_and_keeps_what_is_written()
    {
        using var region = new MemoryRegion(1 << 20);

        Assert.Equal(-1, region.Slice(0, 1 << 20).IndexOfAnyExcept((byte)0));
        region.Slice((1 << 20) - 1, 1)[0] = 7;
        Assert.Equal(7, region.Slice(1 << 19, 1 << 19)[^1]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(4096, 1)]
    [InlineData(1, 4096)]
    public void A_slice_outside_is_refused(long offset, int length)
    {
        using var region = new MemoryRegion(4096);

        Assert.Throws<ArgumentOutOfRangeException>(() => region.Slice(offset, length).Length);
    }

    [Fact]
    public void Memory_that_is_gone_is_refused()
    {
        var region = new MemoryRegion(4096);
        region.Dispose();

        Assert.Throws<ObjectDisposedException>(() => region.Slice(0, 1).Length);
    }

    [Fact]
    public void More_than_there_is_is_ENOMEM_and_named()
    {
        var thrown = Assert.Throws<LinuxException>(() => new MemoryRegion(1L << 60));

        Assert.Equal((Errno.ENOMEM, $"{1L << 60} bytes"), (thrown.Errno, thrown.Target));
    }
}

using System;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class CStringTests
{
    [Theory]
    [InlineData(0, Errno.OK)]
    [InlineData(4095, Errno.OK)]
    [InlineData(4096, Errno.ENAMETOOLONG)]
    [InlineData(100_000, Errno.ENAMETOOLONG)]
    public void A_path_may_have_4095_bytes(int length, Errno expected)
    {
        var path = new byte[length];
        path.AsSpan().Fill((byte)'a');

        Assert.Equal(expected, Set(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_path_with_a_NUL_inside_is_refused(int position)
    {
        byte[] path = [.. "abc"u8];
        path[position] = 0;

        Assert.Equal(Errno.EINVAL, Set(path));
    }

    private static Errno Set(byte[] path)
    {
        var name = default(CString);
        Assert.Equal(name.TrySet(path, out var errno), errno == Errno.OK);
        return errno;
    }
}

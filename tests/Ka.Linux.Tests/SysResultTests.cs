using System;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class SysResultTests
{
    [Fact]
    public void A_success_carries_its_value()
    {
        var result = SysResult.Success(7);

        Assert.True(result.IsSuccess);
        Assert.Equal(7, result.OrThrow("read", ""));
        Assert.Equal(Errno.OK, result.Errno);
        Assert.False(result.Is(Errno.EPERM));
    }

    [Fact]
    public void A_failure_carries_its_errno()
    {
        var result = SysResult.Failure(Errno.EAGAIN);

        Assert.False(result.IsSuccess);
        Assert.True(result.Is(Errno.EAGAIN));
        Assert.False(result.Is(Errno.EINTR));
        Assert.Equal(Errno.EAGAIN, result.Errno);
    }

    [Fact]
    public void A_failure_throws_operation_target_and_errno()
    {
        var path = new BytePath("no\nsuch"u8);

        var thrown = Assert.Throws<LinuxException>(() => SysResult.Failure(Errno.ENOENT).OrThrow("open", path));

        Assert.Equal(@"open 'no\x0asuch': ENOENT (No such file or directory)", thrown.Message);
        Assert.Equal(("open", @"'no\x0asuch'", Errno.ENOENT), (thrown.Operation, thrown.Target, thrown.Errno));
    }

    [Fact]
    public void An_operation_without_a_target_leaves_no_gap() =>
        Assert.Equal("fork: EAGAIN (Resource temporarily unavailable)", new LinuxException("fork", "", Errno.EAGAIN).Message);

    [Fact]
    public void An_errno_without_a_name_is_a_number() =>
        Assert.StartsWith("read: errno 4000 (", new LinuxException("read", "", (Errno)4000).Message, StringComparison.Ordinal);
}

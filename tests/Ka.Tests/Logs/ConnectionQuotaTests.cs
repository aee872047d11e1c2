using System.Net;
using Ka.Logs;
using Xunit;

namespace Ka.Tests.Logs;

public sealed class ConnectionQuotaTests
{
    private static readonly IPAddress s_first = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress s_second = IPAddress.Parse("10.0.0.2");

    [Fact]
    public void Who_comes_often_leaves_room_for_others()
    {
        var places = new ConnectionQuota(3, 2);
        Assert.True(places.TryTake(s_first));
        Assert.True(places.TryTake(s_first));
        Assert.False(places.TryTake(s_first));
        Assert.True(places.TryTake(s_second));
        Assert.False(places.TryTake(s_second));
        places.Release(s_first);
        Assert.True(places.TryTake(s_second));
    }
}

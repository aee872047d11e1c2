using Ka.Coordination;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

public sealed class EpochFenceTests
{
    [Fact]
    public void Only_a_newer_order_opens_the_gate()
    {
        var gate = new EpochFence();
        Assert.Equal(AttachStatus.Accepted, gate.Decide(5, 0, 0));
        Assert.Equal(AttachStatus.Refused, gate.Decide(5, 0, 0));
        Assert.Equal(AttachStatus.Refused, gate.Decide(4, 0, 0));
        Assert.Equal(AttachStatus.Accepted, gate.Decide(6, 0, 0));
    }

    [Fact]
    public void A_child_whose_bytes_are_gone_does_not_push_out_the_one_that_is_served()
    {
        var gate = new EpochFence();
        gate.Decide(5, 0, 0);
        Assert.Equal(AttachStatus.Gone, gate.Decide(6, 99, 100));
        Assert.Equal(5u, gate.Epoch);
        Assert.Equal(AttachStatus.Accepted, gate.Decide(6, 100, 100));
    }

    [Fact]
    public void A_position_that_the_parent_has_not_reached_is_accepted() =>
        Assert.Equal(AttachStatus.Accepted, new EpochFence().Decide(1, long.MaxValue, 100));

    [Fact]
    public void An_order_from_before_the_word_that_there_is_no_child_opens_nothing()
    {
        var gate = new EpochFence();
        Assert.True(gate.Heed(7, childExpected: true));
        Assert.True(gate.Heed(8, childExpected: false));
        Assert.Equal(AttachStatus.Refused, gate.Decide(8, 0, 0));
        Assert.False(gate.Heed(7, childExpected: true));
        Assert.Equal(AttachStatus.Accepted, gate.Decide(9, 0, 0));
    }
}

using Ka.Relay;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Relay;

public sealed class RetentionPolicyTests
{
    [Fact]
    public void A_node_that_has_not_heard_of_its_child_keeps_everything_and_says_that_nobody_has_anything()
    {
        var retention = new RetentionPolicy(childExpected: true);
        Assert.Equal(0, retention.Floor);
        Assert.Equal(new Ack(100, 0, 0, 0), retention.Report(100));
    }

    [Fact]
    public void The_last_node_keeps_nothing_for_others()
    {
        var retention = new RetentionPolicy(childExpected: false);
        Assert.Equal(long.MaxValue, retention.Floor);
        Assert.Equal(Ack.OfTail(100), retention.Report(100));
    }

    [Fact]
    public void What_the_fourth_node_lacks_is_kept()
    {
        var retention = new RetentionPolicy(childExpected: true);
        retention.Acked(new Ack(90, 80, 70, 10));
        Assert.Equal(10, retention.Floor);
        Assert.Equal(new Ack(100, 90, 80, 70), retention.Report(100));
    }

    [Fact]
    public void When_the_child_is_lost_what_it_said_stays_in_force()
    {
        var retention = new RetentionPolicy(childExpected: true);
        retention.Acked(new Ack(90, 80, 70, 60));
        retention.Expect(true);
        Assert.Equal(60, retention.Floor);
    }

    [Fact]
    public void Until_a_new_child_has_spoken_nothing_more_is_dropped()
    {
        var retention = new RetentionPolicy(childExpected: true);
        retention.Acked(new Ack(90, 80, 70, 60));
        retention.ChildAccepted();
        Assert.Equal(0, retention.Floor);
        retention.Acked(new Ack(80, 70, 60, 20));
        Assert.Equal(20, retention.Floor);
    }

    [Fact]
    public void The_server_says_when_nobody_comes_any_more_and_when_somebody_does()
    {
        var retention = new RetentionPolicy(childExpected: true);
        retention.Acked(Ack.OfTail(90));
        retention.Expect(false);
        Assert.Equal((long.MaxValue, Ack.OfTail(100)), (retention.Floor, retention.Report(100)));
        retention.Expect(true);
        Assert.Equal((0L, new Ack(100, 0, 0, 0)), (retention.Floor, retention.Report(100)));
    }

    [Fact]
    public void A_child_that_came_before_the_servers_word_counts() =>
        Assert.Equal(0, Accepting(new RetentionPolicy(childExpected: false)).Floor);

    private static RetentionPolicy Accepting(RetentionPolicy retention)
    {
        retention.ChildAccepted();
        return retention;
    }
}

using System;
using Ka.Coordination;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

/// <summary>Disks as their figures come: every 250 ms, in whole chunks, each counted when it is begun.</summary>
public sealed class NodeThroughputTests
{
    private const int Chunk = 1 << 20;

    /// <summary>Part of a chunk by which two disks may be apart, in 16ths.</summary>
    private const int Phases = 16;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(2.0)]
    [InlineData(7.6)]
    [InlineData(20.0)]
    [InlineData(110.0)]
    public void What_a_busy_disk_can_take_lies_between_the_two_bounds_at_every_moment(double chunksASecond)
    {
        for (var phase = 0; phase < Phases; phase++)
        {
            var disk = new Disk(chunksASecond, phase);
            for (var tick = 0; tick < 80; tick++)
            {
                disk.Tick();
                var rate = chunksASecond * Chunk;
                Assert.InRange(
                    rate,
                    (disk.NodeThroughput.CanTakeAtLeast(Chunk) ?? 0) * 0.999,
                    disk.NodeThroughput.CanTakeAtMost(Chunk)!.Value * 1.001
                );
            }
        }
    }

    /// <summary>With what is counted alone, in the first seconds some pair differs by more than a fifth.</summary>
    [Theory]
    [InlineData(2.5)]
    [InlineData(7.6)]
    public void Of_equal_disks_none_is_clearly_slower_than_another_and_without_the_doubt_one_would_be(double chunksASecond)
    {
        Assert.False(IsAnyClearlySlower(chunksASecond, Chunk));
        Assert.True(IsAnyClearlySlower(chunksASecond, 0));
    }

    [Theory]
    [InlineData(4.8)]
    [InlineData(20.0)]
    public void A_disk_that_is_far_slower_than_a_gigabit_is_known_within_a_second(double chunksASecond)
    {
        for (var phase = 0; phase < Phases; phase++)
        {
            var (slow, fast) = (new Disk(chunksASecond, phase), new Disk(110, 0));
            for (var tick = 0; tick < 3; tick++)
            {
                slow.Tick();
                fast.Tick();
            }
            Assert.True(slow.Now < s_second);
            Assert.True(
                slow.NodeThroughput.CanTakeAtMost(Chunk) < fast.NodeThroughput.CanTakeAtLeast(Chunk) * SlowdownEstimate.KeepsUp
            );
        }
    }

    [Fact]
    public void Who_gets_nothing_any_more_has_not_shown_that_it_can_take_nothing()
    {
        var pace = new NodeThroughput();
        pace.Note(Figures(0, TimeSpan.Zero), TimeSpan.Zero);
        pace.Note(Figures(30 * Chunk, TimeSpan.Zero), s_second);
        for (var second = 1; second < 30; second++)
            pace.Note(Figures(30 * Chunk, second * s_second), (second + 1) * s_second);
        Assert.True(pace.CanTakeAtLeast(Chunk) > 0);
    }

    private static bool IsAnyClearlySlower(double chunksASecond, int doubt)
    {
        for (var phase = 0; phase < Phases * Phases; phase++)
        {
            var (one, other) = (new Disk(chunksASecond, phase % Phases), new Disk(chunksASecond, phase / Phases));
            for (var tick = 0; tick < 40; tick++)
            {
                one.Tick();
                other.Tick();
                if (
                    one.NodeThroughput.CanTakeAtMost(doubt)
                    < other.NodeThroughput.CanTakeAtLeast(doubt) * SlowdownEstimate.KeepsUp
                )
                    return true;
            }
        }
        return false;
    }

    private static Status Figures(long consumed, TimeSpan waited) =>
        new Status
        {
            Epoch = 1,
            Oldest = 0,
            ReceivedTo = consumed,
            Consumed = consumed,
            PlainBytes = 0,
            StalledOnParent = default,
            StalledOnChild = default,
            StalledOnConsumer = default,
            ConsumerWaited = waited,
        };

    /// <summary>It is never idle once it has something: until then it waits for a part of the first interval.</summary>
    private sealed class Disk
    {
        private readonly double _chunksASecond;
        private readonly TimeSpan _begins;

        public Disk(double chunksASecond, int phase)
        {
            _chunksASecond = chunksASecond;
            _begins = phase / (double)Phases / chunksASecond * s_second;
            NodeThroughput.Note(Figures(0, TimeSpan.Zero), TimeSpan.Zero);
        }

        public NodeThroughput NodeThroughput { get; } = new();

        public TimeSpan Now { get; private set; }

        public void Tick()
        {
            Now += Deadlines.TickInterval;
            var begun = Now > _begins ? Math.Ceiling((Now - _begins).TotalSeconds * _chunksASecond) : 0;
            NodeThroughput.Note(Figures((long)begun * Chunk, Now > _begins ? _begins : Now), Now);
        }
    }
}

using System;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The rate of a node, the rate that it could reach, and the cause that limits it: from its
/// <see cref="Status"/>es.</summary>
/// <remarks><para>What a consumer can do is what it took, divided by the time in which it had something to do. So those that a
/// slow node keeps waiting show what they can do with the same bytes at the same time, and in a room of equally slow disks
/// all show the same.</para>
/// <para>Two statuses that lie too far apart say that the node or the golden node stood still: nothing is concluded from
/// them.</para></remarks>
internal sealed class NodeThroughput
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(1600);

    /// <summary>The shortest time from which a rate is computed: bytes that come in less are a burst out of a buffer.</summary>
    private static readonly TimeSpan s_proof = TimeSpan.FromMilliseconds(60);

    /// <summary>Time constant of the exponential decay of older samples.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(3);

    /// <summary>Time constant of the decay of the rate that was received once: the network serves others, too.</summary>
    private static readonly TimeSpan s_memoryOfProof = TimeSpan.FromSeconds(20);

    /// <summary>A consumer that was hardly ever busy shows at most that it can do so much more than it had to.</summary>
    private const double LeastBusy = 1 / 64.0;

    private Status? _last;
    private TimeSpan _lastAt;
    private double _taken;
    private double _busy;

    /// <summary>Length of the last interval that counts; zero when the last one did not.</summary>
    public TimeSpan Interval { get; private set; }

    /// <summary>Its end.</summary>
    public TimeSpan At => _lastAt;

    /// <summary>Bytes a second that were received in the last interval.</summary>
    public double Receives { get; private set; }

    /// <summary>Bytes a second that the consumer took in the last interval.</summary>
    public double Consumes { get; private set; }

    /// <summary>Time in the last interval with a full window because of the node's own consumer.</summary>
    public TimeSpan HeldByConsumer { get; private set; }

    /// <summary>Time in the last interval with a full window because of the nodes after it.</summary>
    public TimeSpan HeldByChild { get; private set; }

    /// <summary>Time in the last interval in which the node waited for bytes.</summary>
    public TimeSpan WaitedForParent { get; private set; }

    /// <summary>The least rate in bytes a second at which the consumer could take the current stream, if its last chunk was only
    /// begun; null until the consumer has taken a chunk.</summary>
    /// <param name="chunk">Bytes of a chunk. At most half of the bytes taken is subtracted: when input is scarce, the last chunk
    /// has already been written.</param>
    public double? CanTakeAtLeast(int chunk) =>
        _busy > 0 && _last?.Consumed > chunk ? (_taken - Math.Min(chunk, _taken / 2)) / _busy : null;

    /// <summary>The same if the last chunk is done; null when it had nothing to take yet.</summary>
    /// <param name="chunk">Bytes, which were counted before the time that is remembered, and taken in it.</param>
    public double? CanTakeAtMost(int chunk) => _busy > 0 ? (_taken + chunk) / _busy : null;

    /// <summary>The fastest it received while it had room, in bytes a second, lately: it fades. 0 when it has shown
    /// nothing.</summary>
    public double HasReceived { get; private set; }

    /// <param name="now">The time at which it came.</param>
    public void Note(Status status, TimeSpan now)
    {
        if (_last is not { } last)
        {
            Begin(status, now);
            return;
        }
        var interval = now - _lastAt;
        if (interval < s_shortest)
            return;
        if (interval > s_longest)
        {
            Begin(status, now);
            return;
        }
        Measure(last, status, interval);
        (_last, _lastAt, Interval) = (status, now, interval);
    }

    /// <summary>From here on, under another parent or from the beginning: what lies between two places counts for
    /// neither.</summary>
    public void Begin(Status status, TimeSpan now)
    {
        (_last, _lastAt, Interval) = (status, now, TimeSpan.Zero);
    }

    private void Measure(Status last, Status status, TimeSpan interval)
    {
        TimeSpan Within(TimeSpan before, TimeSpan after) =>
            TimeSpan.FromTicks(Math.Clamp((after - before).Ticks, 0, interval.Ticks));

        var seconds = interval.TotalSeconds;
        var taken = Math.Max(0, status.Consumed - last.Consumed);
        var idle = Within(last.ConsumerWaited, status.ConsumerWaited).TotalSeconds;
        HeldByConsumer = Within(last.StalledOnConsumer, status.StalledOnConsumer);
        HeldByChild = Within(last.StalledOnChild, status.StalledOnChild);
        WaitedForParent = Within(last.StalledOnParent, status.StalledOnParent);
        var received = Math.Max(0, status.ReceivedTo - last.ReceivedTo);
        Receives = received / seconds;
        Consumes = taken / seconds;
        Prove(received, seconds);
        var fading = Math.Exp(-seconds / s_memory.TotalSeconds);
        _taken = _taken * fading + taken;
        _busy = _busy * fading + Math.Max(seconds - idle, seconds * LeastBusy);
    }

    /// <summary>While its window was full, no more came than left it; what came in the rest of the time came as fast as it
    /// could.</summary>
    private void Prove(double received, double seconds)
    {
        HasReceived *= Math.Exp(-seconds / s_memoryOfProof.TotalSeconds);
        var full = (HeldByConsumer + HeldByChild).TotalSeconds;
        if (seconds - full < s_proof.TotalSeconds)
            return;
        var left = Consumes * HeldByConsumer.TotalSeconds + Receives * HeldByChild.TotalSeconds;
        HasReceived = Math.Max(HasReceived, (received - left) / (seconds - full));
    }
}

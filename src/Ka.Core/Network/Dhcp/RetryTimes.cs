using System;

namespace Ka.Network.Dhcp;

/// <summary>The times for which a client waits for an answer before it asks again: a table, and up to a second more or less (RFC
/// 2131 4.1).</summary>
/// <remarks>RFC 2131 proposes 4, 8, 16, 32 and 64 s. A machine that boots is watched, and behind a switch port that is silent for
/// its first 30 to 50 s (spanning tree) a doubled delay can cost half a minute more. So the first delay is 2 s, none is above 8 s
/// in the first 90 s, and from then on it grows to 64 s as in the RFC.</remarks>
internal sealed class RetryTimes(Random random)
{
    /// <summary>A request for an offered address is repeated this often before the offer is given up.</summary>
    public const int RequestTries = 4;

    private static readonly int[] s_seconds = [2, 4, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 16, 32, 64];

    /// <param name="asked">The number of questions so far, from 1 on.</param>
    public TimeSpan AfterQuestion(int asked) =>
        Jittered(TimeSpan.FromSeconds(s_seconds[Math.Clamp(asked, 1, s_seconds.Length) - 1]));

    /// <summary>Half of what is left, at least a minute or, of a short lease, a twentieth (RFC 2131 4.4.5).</summary>
    /// <param name="left">Until the next phase.</param>
    public static TimeSpan OfLease(TimeSpan left, TimeSpan duration)
    {
        var least = TimeSpan.FromTicks(Math.Clamp(duration.Ticks / 20, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute));
        return left / 2 > least ? left / 2 : least;
    }

    private TimeSpan Jittered(TimeSpan delay) => delay + TimeSpan.FromSeconds((2 * random.NextDouble()) - 1);
}

using System;

namespace Ka.Network.Dhcp;

/// <summary>The times of a lease, counted from the request that was granted (RFC 2131 4.4.5).</summary>
/// <param name="Duration">After this the address may belong to another host. <see cref="TimeSpan.MaxValue"/>: never.</param>
/// <param name="Renewal">From then on the lease's own server is asked.</param>
/// <param name="Rebinding">From then on any server is asked.</param>
public readonly record struct LeaseTimes(TimeSpan Duration, TimeSpan Renewal, TimeSpan Rebinding)
{
    /// <summary>Shorter ones would have a room of nodes do nothing else.</summary>
    public const uint Least = 10;

    private const uint Infinite = uint.MaxValue;

    public bool IsForever => Duration == TimeSpan.MaxValue;

    /// <summary>The times of a lease from the server's seconds. Missing or disordered renewal and rebinding times become 1/2 and
    /// 7/8.</summary>
    /// <exception cref="DhcpException">The lease is shorter than <see cref="Least"/>.</exception>
    public static LeaseTimes Of(uint duration, uint? renewal, uint? rebinding)
    {
        if (duration == Infinite)
            return new LeaseTimes(TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue);
        if (duration < Least)
            throw new DhcpException($"option 51: a lease of {duration} s");
        var first = renewal ?? duration / 2;
        var second = rebinding ?? (uint)(duration * 7L / 8);
        var areOrdered = first > 0 && first < second && second < duration;
        return areOrdered
            ? new LeaseTimes(Seconds(duration), Seconds(first), Seconds(second))
            : new LeaseTimes(Seconds(duration), Seconds(duration) / 2, Seconds(duration) * 7 / 8);
    }

    private static TimeSpan Seconds(uint seconds) => TimeSpan.FromSeconds((long)seconds);
}

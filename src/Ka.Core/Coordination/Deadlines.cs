using System;

namespace Ka.Coordination;

/// <summary>Time limits of the decisions of both sides. In practice each is longer by up to one tick.</summary>
/// <param name="Silence">A peer of a control connection that sent nothing for this time is taken for lost. A dead machine must be
/// noticed within 5 s; a sign of life and a tick may be late.</param>
/// <param name="SignOfLife">Longest time without a message on a control connection.</param>
/// <param name="Attach">A node gives up a parent that has not answered for this time.</param>
/// <param name="Pause">A tick that is late by more than this means that this process stood still. Then no peer is called silent
/// for what was not heard meanwhile.</param>
/// <param name="Outage">Time for which a run is held when all nodes went silent together. A switch port with spanning tree
/// forwards again after 30 s to 50 s (IEEE 802.1D: twice the forward delay of 15 s, after up to 20 s of message age).</param>
public sealed record Deadlines(TimeSpan Silence, TimeSpan SignOfLife, TimeSpan Attach, TimeSpan Pause, TimeSpan Outage)
{
    public static Deadlines Standard { get; } =
        new(
            Silence: TimeSpan.FromSeconds(4.5),
            SignOfLife: TimeSpan.FromSeconds(1),
            Attach: TimeSpan.FromSeconds(5),
            Pause: TimeSpan.FromSeconds(1),
            Outage: TimeSpan.FromSeconds(90)
        );

    /// <summary>A node that lost the golden node keeps everything and looks for it for this time. Longer than a switch port takes
    /// to forward after its link came up (spanning tree, IEEE 802.1D: 30 to 50 s).</summary>
    public TimeSpan Rejoin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A node whose consumer has not ended this long after it was left behind gives up.</summary>
    public TimeSpan Clearing { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A peer that is refused for now may ask again after this time.</summary>
    public static TimeSpan Retry { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Interval of the ticks that both state machines need.</summary>
    public static TimeSpan TickInterval { get; } = TimeSpan.FromMilliseconds(250);
}

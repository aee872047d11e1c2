using System;

namespace Ka.Coordination;

/// <summary>How long the decisions wait for what. All of them are for one tick's length longer in practice.</summary>
/// <param name="Silence">A peer of a control connection that said nothing for so long is dead. Below the 5 s within which a
/// dead machine must be noticed, by what a sign of life and a tick may be late.</param>
/// <param name="SignOfLife">Something is said at least so often.</param>
/// <param name="Attach">A node gives up a parent that has not answered for so long.</param>
/// <param name="Pause">A tick that comes so much late means that we ourselves stood still: then nobody is called silent for
/// what we did not hear meanwhile.</param>
public sealed record Deadlines(TimeSpan Silence, TimeSpan SignOfLife, TimeSpan Attach, TimeSpan Pause)
{
    public static Deadlines Standard { get; } = new(
        Silence: TimeSpan.FromSeconds(4.5),
        SignOfLife: TimeSpan.FromSeconds(1),
        Attach: TimeSpan.FromSeconds(5),
        Pause: TimeSpan.FromSeconds(1));

    /// <summary>A node that lost the golden node keeps everything and looks for it for this time. Longer than a switch port takes to
    /// forward after its link came up (spanning tree, IEEE 802.1D: 30 to 50 s).</summary>
    public TimeSpan Rejoin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A node whose consumer has not ended this long after it was left behind gives up.</summary>
    public TimeSpan Clearing { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often both state machines want a tick.</summary>
    public static TimeSpan TickInterval { get; } = TimeSpan.FromMilliseconds(250);
}

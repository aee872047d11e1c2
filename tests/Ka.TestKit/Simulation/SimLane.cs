using System;

namespace Ka.TestKit.Simulation;

/// <summary>One direction of one TCP connection: what is sent on it arrives in order.</summary>
public sealed class SimLane
{
    /// <summary>Before this moment nothing arrives: lost segments are sent again only then.</summary>
    public TimeSpan FreeAt { get; set; }
}

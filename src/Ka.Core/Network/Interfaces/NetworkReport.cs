using System;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;

namespace Ka.Network.Interfaces;

/// <summary>The state of one interface: plain values for a screen.</summary>
public sealed record NetworkReport
{
    public required string Name { get; init; }

    public required MacAddress Mac { get; init; }

    /// <summary>The kernel's driver for it; empty when that is not known.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Mbit/s; null without carrier and where the driver does not say.</summary>
    public int? Speed { get; init; }

    /// <summary>True for the preferred interface.</summary>
    public bool IsPreferred { get; init; }

    public required InterfacePhase Phase { get; init; }

    /// <summary>The begin of the phase, by the clock of the search.</summary>
    public required TimeSpan Since { get; init; }

    /// <summary>Questions in this phase, while there is no address.</summary>
    public int Asked { get; init; }

    /// <summary>The state as text: <c>no carrier</c>, <c>asked 3 times, no answer</c>, <c>10.0.0.57/24 from
    /// 10.0.0.1</c>.</summary>
    public required string Word { get; init; }

    /// <summary>The address in use.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The lease of the address; null for a static one.</summary>
    public Lease? Lease { get; init; }

    /// <summary><c>eth0 (e1000, 52:54:00:12:34:56): no carrier</c>.</summary>
    public override string ToString() => $"{Name} ({(Driver.Length > 0 ? Driver + ", " : "")}{Mac}): {Word}";
}

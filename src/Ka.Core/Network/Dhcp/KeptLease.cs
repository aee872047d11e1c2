using System;
using Ka.Linux;

namespace Ka.Network.Dhcp;

/// <summary>A lease that outlives the program that got it.</summary>
/// <param name="Mac">Whose it is.</param>
/// <param name="GrantedAt">The begin of its time, since the machine was started (CLOCK_MONOTONIC).</param>
public sealed record KeptLease(MacAddress Mac, Lease Lease, TimeSpan GrantedAt);

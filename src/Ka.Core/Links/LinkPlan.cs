using System;
using System.Collections.Generic;
using Ka.Dhcp;
using Ka.Linux;

namespace Ka.Links;

/// <summary>How this machine shall come to an address.</summary>
public sealed record LinkPlan
{
    /// <summary>The interface that is preferred, by its name (<c>interface:eth0</c>).</summary>
    public string? Interface { get; init; }

    /// <summary>The interface that is preferred, by its address: the one that the firmware booted from (<c>BOOTIF=</c>). It counts more than the
    /// name: names depend on the order in which drivers are loaded.</summary>
    public MacAddress? BootMac { get; init; }

    /// <summary>The address to use; null: ask by DHCP, on every interface that has carrier.</summary>
    public LinkSettings? Static { get; init; }

    /// <summary>What an earlier program on this machine got; it is gone on with.</summary>
    public IReadOnlyList<KeptLease> Leases { get; init; } = [];

    /// <summary>So long the others wait for the preferred one when they could be used at once.</summary>
    public TimeSpan HeadStart { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Something is preferred.</summary>
    public bool HasPreference => Interface is not null || BootMac is not null;
}

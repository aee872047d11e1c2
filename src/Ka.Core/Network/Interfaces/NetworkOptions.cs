using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Network.Dhcp;

namespace Ka.Network.Interfaces;

/// <summary>Settings of this machine's network.</summary>
public sealed record NetworkOptions
{
    /// <summary>The interface that is preferred, by its name (<c>interface:eth0</c>).</summary>
    public string? Interface { get; init; }

    /// <summary>The address of the preferred interface, from which the firmware booted (<c>BOOTIF=</c>). It counts more than the
    /// name.</summary>
    /// <remarks>Names depend on the order in which drivers are loaded.</remarks>
    public MacAddress? BootMac { get; init; }

    /// <summary>The address to use; null: ask by DHCP, on every interface that has carrier.</summary>
    public InterfaceSettings? Static { get; init; }

    /// <summary>Leases of an earlier program on this machine, which are used further.</summary>
    public IReadOnlyList<KeptLease> Leases { get; init; } = [];

    /// <summary>Time that usable interfaces wait for the preferred one.</summary>
    public TimeSpan HeadStart { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>True when an interface is preferred.</summary>
    public bool HasPreference => Interface is not null || BootMac is not null;
}

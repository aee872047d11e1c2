using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Nodes;
using Ka.RootTrees;

namespace Ka.Prepare.Model;

/// <summary>A copied tree, the machine that is to boot it, and how.</summary>
public sealed record PrepareRequest
{
    /// <summary>Where the tree is mounted; absolute, without a slash at its end.</summary>
    public required string Root { get; init; }

    /// <summary>Paths of the tree that are not looked at, as for <see cref="RootTree"/>: of a golden tree, what its copies
    /// lack.</summary>
    public IReadOnlySet<string> NotThere { get; init; } = FrozenSet<string>.Empty;

    /// <summary>This machine's disks with what is mounted below <see cref="Root"/>.</summary>
    public required Layout Target { get; init; }

    /// <summary>The golden node's disks; null: only names and mounts of this machine help.</summary>
    public Layout? Golden { get; init; }

    public MachineHardware Hardware { get; init; } = new();

    /// <summary>The firmware keeps boot entries, and they can be written.</summary>
    public bool HasNvram { get; init; }

    /// <summary>null: the golden node's stays.</summary>
    public string? HostName { get; init; }

    /// <summary>Addresses and variables that this clone gets; null: it is not known which clone this is.</summary>
    public NodeSettings? Given { get; init; }

    /// <summary>Machine id, keys, seeds, leases and rules stay the golden node's.</summary>
    public bool KeepIdentity { get; init; }

    /// <summary>Names of rows of <see cref="IdentityTable"/> that stay the golden node's, although they would be made
    /// anew.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>The machine id that the clone gets (machine-id(5)): a random one (RFC 9562, version 4).</summary>
    public string MachineId { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The boot loader; null: the tree's own.</summary>
    public BootLoaderChoice? BootLoader { get; init; }

    /// <summary>What the clone needs to report its first boot, as text for <c>/var/lib/ka/boot-report</c>; null: it reports
    /// nothing.</summary>
    public string? BootReport { get; init; }

    /// <summary>A directory of this machine with hooks; null: <see cref="HookSteps.InTree"/> of the tree.</summary>
    public string? Hooks { get; init; }
}

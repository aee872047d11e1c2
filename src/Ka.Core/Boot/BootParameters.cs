using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>The settings of <c>ka</c> on the kernel command line: docs/boot.md.</summary>
public sealed record BootParameters
{
    /// <summary>Words that make no sense, in their order.</summary>
    public IReadOnlyList<BootProblem> Problems { get; init; } = [];

    /// <summary>null: DHCP.</summary>
    public StaticAddress? Static { get; init; }

    /// <summary>The interface to be preferred, by name; null: any.</summary>
    public string? Interface { get; init; }

    /// <summary>The interface that the machine booted from, by its address; null: not said.</summary>
    public MacAddress? BootMac { get; init; }

    /// <summary>The golden node; null: found by broadcast.</summary>
    public IPEndPoint? Server { get; init; }

    /// <summary>The deployment's token as text; null: the one in the image.</summary>
    public string? Token { get; init; }

    /// <summary>True when the deployment has no token: any sender is accepted.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Open a shell before this stage.</summary>
    public BootStage? Break { get; init; }

    /// <summary>Say more, and a shell instead of a reboot after a failure.</summary>
    public bool IsDebug { get; init; }

    /// <summary>Terminals by their names in /dev; empty: those of the kernel.</summary>
    public IReadOnlyList<string> Consoles { get; init; } = [];

    /// <summary>The host name in <c>ip=</c>; null: not given.</summary>
    public string? HostName { get; init; }
}

using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace Ka.Network.Dhcp;

/// <summary>An address that a server gives to a client for a while, with the options that belong to it.</summary>
public sealed record Lease
{
    public required IPAddress Address { get; init; }

    /// <summary>1 to 32.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>The server's own name for itself.</summary>
    public required IPAddress Server { get; init; }

    /// <summary>Towards everywhere else; null: there is no way out.</summary>
    public IPAddress? Router { get; init; }

    public IReadOnlyList<IPAddress> NameServers { get; init; } = [];

    /// <summary>The server's name for this machine: letters, digits, dots, dashes, underscores.</summary>
    public string? HostName { get; init; }

    /// <summary>The domain, of the same letters.</summary>
    public string? Domain { get; init; }

    /// <summary>The server to boot from.</summary>
    public IPAddress? NextServer { get; init; }

    /// <summary>The file to boot: printable ASCII.</summary>
    public string? BootFile { get; init; }

    public LeaseTimes Times { get; init; }

    /// <summary>Every value is the same.</summary>
    public bool SaysTheSame(Lease other) =>
        NameServers.SequenceEqual(other.NameServers) && this with { NameServers = other.NameServers } == other;

    /// <summary><c>10.0.0.57/24 from 10.0.0.1</c>.</summary>
    public override string ToString() => $"{Address}/{PrefixLength} from {Server}";
}

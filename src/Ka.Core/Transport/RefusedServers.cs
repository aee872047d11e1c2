using System;
using System.Collections.Generic;
using System.Net;

namespace Ka.Transport;

/// <summary>Servers that were found by discovery and then failed the handshake. Pure: the caller passes the time.</summary>
/// <remarks> An offer proves that its maker knows the token, but not that its sender does: a host without the token can forward a
/// question to the golden node and send the valid answer from its own address. Such a host must not end the search. One thread.
/// </remarks>
public sealed class RefusedServers
{
    /// <summary>Time for which a server that failed is not tried again.</summary>
    public static readonly TimeSpan IgnoreTime = TimeSpan.FromSeconds(30);

    /// <summary>Time from the first failure for which another server may be found.</summary>
    public static readonly TimeSpan GiveUpTime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<IPAddress, TimeSpan> _ignoredUntil = [];
    private TimeSpan? _first;
    private string _reason = "";

    /// <summary>Notes a failure.</summary>
    public void Add(IPAddress server, string reason, TimeSpan now)
    {
        _ignoredUntil[server] = now + IgnoreTime;
        _first ??= now;
        _reason = reason;
    }

    /// <summary>Tells whether offers of this address are to be ignored.</summary>
    public bool IsIgnored(IPAddress server, TimeSpan now) => _ignoredUntil.TryGetValue(server, out var until) && now < until;

    /// <summary>Gives the last reason once no other server was found for <see cref="GiveUpTime"/>; null: search on.</summary>
    public string? FinalReason(TimeSpan now) => now - _first >= GiveUpTime ? _reason : null;
}

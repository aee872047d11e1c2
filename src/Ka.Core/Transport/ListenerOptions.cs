using System;
using System.Net;

namespace Ka.Transport;

/// <summary>Settings of a <see cref="Listener"/>.</summary>
/// <param name="Name">Prefix of its threads' names.</param>
/// <param name="At">Address and port; port 0: any.</param>
/// <param name="Admission">Limits for peers that have not proven anything yet.</param>
public sealed record ListenerOptions(string Name, IPEndPoint At, AdmissionOptions Admission)
{
    /// <summary>Called with the reason why a peer was not let in; on the connection's thread.</summary>
    public Action<string> Rejected { get; init; } = _ => { };

    /// <summary>Called with a condition that the operator must know: no descriptors, a failed thread. From any thread.</summary>
    public Action<string> Complain { get; init; } = _ => { };
}

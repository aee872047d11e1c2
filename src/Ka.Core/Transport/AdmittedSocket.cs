using System.Net;
using Ka.Linux;

namespace Ka.Transport;

/// <summary>A connection that got a place and has not proven anything yet.</summary>
/// <param name="Socket">Blocking; the receiver's to dispose of.</param>
/// <param name="Remote">Address and port of the peer.</param>
/// <param name="Place">To be given back by <see cref="ListeningSocket.Release"/> or <see cref="ListeningSocket.Reject"/>.</param>
public readonly record struct AdmittedSocket(Fd Socket, IPEndPoint Remote, AdmissionPolicy.Place Place);

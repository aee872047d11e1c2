using System;
using System.Net;
using System.Security.Cryptography;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>Finds the golden node of a session by broadcast on every interface with carrier.</summary>
public sealed class DiscoveryClient : IDisposable
{
    private readonly BytePath _session;
    private readonly Token? _token;
    private readonly UInt128 _nonce;
    private readonly Fd _socket;
    private readonly PollSet _poll = new(1);

    /// <param name="token">null: every answer is accepted.</param>
    /// <param name="bind">The address of one network, or any.</param>
    /// <exception cref="LinuxException"/>
    public DiscoveryClient(BytePath session, Token? token, IPAddress bind)
    {
        _session = session;
        _token = token;
        Span<byte> nonce = stackalloc byte[16];
        RandomNumberGenerator.Fill(nonce);
        _nonce = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(nonce);
        _socket = Sockets.OpenUdp(new IPEndPoint(bind, 0));
        _poll.Watch(0, _socket, PollEvents.In);
    }

    /// <summary>Why the answers that came were not believed; null while none was turned away.</summary>
    public string? Rejected { get; private set; }

    /// <summary>Asks once and waits for an offer that can be believed.</summary>
    /// <param name="isIgnored">Tells the addresses whose offers are skipped; null: none.</param>
    /// <returns>The golden node's control port; null: no such answer in time.</returns>
    /// <exception cref="LinuxException"/>
    public IPEndPoint? Ask(TimeSpan patience, Func<IPAddress, bool>? isIgnored = null)
    {
        var question = new Discover(_nonce, _session).Encode();
        foreach (var network in NetworkInterfaces.WithBroadcast())
            // An interface that goes down meanwhile is not a reason to stop asking on the others.
            _ = Sockets.SendTo(_socket, question, new IPEndPoint(network.Broadcast, DiscoveryResponder.Port));
        var start = TimeProvider.System.GetTimestamp();
        while (patience - TimeProvider.System.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
            if (
                _poll.Wait(left).OrThrow("poll", "discovery") > 0
                && Receive() is { } server
                && isIgnored?.Invoke(server.Address) != true
            )
                return server;
        return null;
    }

    public void Dispose() => _socket.Dispose();

    private IPEndPoint? Receive()
    {
        Span<byte> datagram = stackalloc byte[WireLimits.Datagram + 1];
        var received = Sockets.ReceiveFrom(_socket, datagram, out var from);
        if (!received.IsSuccess)
            return null;
        try
        {
            var offer = Offer.Decode(datagram[..(int)received.Value]);
            if (offer.Nonce != _nonce || offer.Session != _session)
                return null;
            Rejected = Objection(offer) is { } objection ? $"{from.Address} {objection}" : Rejected;
            return Objection(offer) is null ? new IPEndPoint(from.Address, offer.ControlPort) : null;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private string? Objection(Offer offer) =>
        (_token, offer.Open) switch
        {
            (null, true) => null,
            (null, false) => "asks for the token, and this node was started with --open",
            (not null, true) => "serves the session with --open, and this node asks for the token",
            _ => offer.IsProvenBy(_token.Bytes) ? null : "does not know our token",
        };
}

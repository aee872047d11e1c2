using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Relay;

/// <summary>Accepted connections that have not yet sent a valid <see cref="Attach"/>.</summary>
/// <remarks>Their number and lifetime are bounded: unauthenticated peers cannot make this node hold more. Belongs to the relay's
/// thread; never blocks.</remarks>
internal sealed class PendingConnections(RelayOptions options) : IDisposable
{
    /// <summary>Most connections.</summary>
    public const int Capacity = 16;

    private readonly AdmissionPolicy _admission = new(
        new AdmissionOptions(Capacity, PerAddress: 4) { HandshakeLimit = TimeSpan.FromSeconds(5), RejectionDelay = TimeSpan.Zero }
    );

    private readonly List<Connection> _connections = [];

    public int Count => _connections.Count;

    public Fd Socket(int index) => _connections[index].Socket;

    /// <summary>Adds an accepted connection, which is owned from here on, or closes it: its address has its share.</summary>
    public void Add(Fd socket, IPAddress address, TimeSpan now)
    {
        var place = _admission.TryAdmit(address, now, out var evicted);
        if (evicted is not null)
            Drop(_connections.FindIndex(connection => connection.Place == evicted));
        if (place is null)
            socket.Dispose();
        else
            _connections.Add(new Connection(socket, place));
    }

    /// <summary>Reads what has arrived. Drops a connection that is closed or whose request is invalid.</summary>
    /// <returns>The request, which then owns the connection; null while it is incomplete.</returns>
    public AttachRequest? Advance(int index)
    {
        var connection = _connections[index];
        var read = connection.Socket.Read(connection.Request.AsSpan(connection.Length));
        if (!read.IsSuccess || read.Value == 0)
        {
            if (!read.Is(Errno.EAGAIN))
                Drop(index);
            return null;
        }
        connection.Length += (int)read.Value;
        if (connection.Length < Attach.Size)
            return null;
        Remove(index);
        if (Authenticate(connection.Request) is { } attach)
            return new AttachRequest(connection.Socket, attach);
        connection.Socket.Dispose();
        return null;
    }

    /// <summary>Drops the connections whose deadline has passed.</summary>
    public void DropLate(TimeSpan now)
    {
        while (_connections.Count > 0 && _connections[0].Place.Deadline <= now)
            Drop(0);
    }

    public void Dispose()
    {
        while (_connections.Count > 0)
            Drop(0);
    }

    private Attach? Authenticate(ReadOnlySpan<byte> request)
    {
        try
        {
            var attach = Attach.Read(request);
            var isMember = attach.IsSignedWith(options.ChainKey) && attach.Run == options.Run;
            return isMember && attach.Parent == options.Self ? attach : null;
        }
        catch (ProtocolException)
        {
            // A port scanner or another run. It gets no reply.
            return null;
        }
    }

    private void Drop(int index)
    {
        _connections[index].Socket.Dispose();
        Remove(index);
    }

    private void Remove(int index)
    {
        _admission.Release(_connections[index].Place);
        _connections.RemoveAt(index);
    }

    private sealed class Connection(Fd socket, AdmissionPolicy.Place place)
    {
        public Fd Socket { get; } = socket;

        public AdmissionPolicy.Place Place { get; } = place;

        public byte[] Request { get; } = new byte[Attach.Size];

        public int Length { get; set; }
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The control connections of a run, by id and by connection. It keeps nothing of a connection that has ended.</summary>
internal sealed class PeerTable
{
    private readonly Dictionary<uint, Peer> _byId = [];
    private readonly Dictionary<IControlConnection, Peer> _byConnection = [];
    private uint _last;

    /// <summary>Connections that have not ended, including those that are being closed.</summary>
    public IReadOnlyCollection<Peer> All => _byConnection.Values;

    /// <summary>Adds a connection under a new id.</summary>
    public Peer Add(IControlConnection connection, TimeSpan now)
    {
        var peer = new Peer(connection) { Id = ++_last, HeardAt = now };
        _byId.Add(peer.Id, peer);
        _byConnection.Add(connection, peer);
        return peer;
    }

    public bool TryGet(uint id, [NotNullWhen(true)] out Peer? peer) => _byId.TryGetValue(id, out peer);

    public bool TryGet(IControlConnection connection, [NotNullWhen(true)] out Peer? peer) =>
        _byConnection.TryGetValue(connection, out peer);

    /// <summary>Gives a connection the id of a node that came back on it, and ends the node's old one.</summary>
    public void Adopt(uint connection, uint node)
    {
        if (!_byId.Remove(connection, out var peer))
            return;
        if (_byId.Remove(node, out var old))
        {
            _byConnection.Remove(old.Connection);
            old.Connection.ShutDown();
        }
        peer.Id = node;
        _byId.Add(node, peer);
    }

    /// <summary>Closes a connection after what was sent. It stays in <see cref="All"/> until it has ended.</summary>
    public void Close(uint id)
    {
        if (_byId.Remove(id, out var peer))
            peer.Connection.Finish();
    }

    /// <summary>A connection has ended.</summary>
    /// <returns>false: it is not one of the run.</returns>
    public bool Remove(IControlConnection connection, [NotNullWhen(true)] out Peer? peer)
    {
        if (!_byConnection.Remove(connection, out peer))
            return false;
        if (_byId.TryGetValue(peer.Id, out var known) && known == peer)
            _byId.Remove(peer.Id);
        return true;
    }

    /// <summary>A connection with the id under which the coordinator knows it.</summary>
    internal sealed class Peer(IControlConnection connection)
    {
        public IControlConnection Connection => connection;

        public uint Id { get; set; }

        /// <summary>Time of the last message.</summary>
        public TimeSpan HeardAt { get; set; }
    }
}

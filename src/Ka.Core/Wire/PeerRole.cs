namespace Ka.Wire;

/// <summary>The role of the peer whose message is decoded: a node must not send a server's orders, nor a peer of one port the
/// other port's messages.</summary>
public enum PeerRole
{
    Node,
    Server,

    /// <summary>A peer that follows a node's log or has the node run a command.</summary>
    Watcher,

    /// <summary>A node's log server.</summary>
    Watched,
}

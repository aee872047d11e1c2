namespace Ka.Wire;

/// <summary>Who sent what is decoded: a node must not give a server's orders, nor a guest of one port say what belongs to the other.</summary>
public enum PeerRole
{
    Node,
    Server,

    /// <summary>Who follows a node's log or has it run a command.</summary>
    Watcher,

    /// <summary>A node's log server.</summary>
    Watched,
}

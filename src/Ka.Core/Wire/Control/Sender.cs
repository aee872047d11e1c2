namespace Ka.Wire;

/// <summary>Who sent what is decoded: a node must not give a server's orders.</summary>
public enum Sender
{
    Node,
    Server,
}

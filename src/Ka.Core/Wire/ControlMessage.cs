namespace Ka.Wire;

/// <summary>A message on the control connection. A value: two messages with the same fields are equal.</summary>
public abstract record ControlMessage
{
    public abstract MessageType Type { get; }

    internal abstract void Write(ref WireWriter writer);
}

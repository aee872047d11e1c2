namespace Ka.Wire;

/// <summary>The version in every banner and in <see cref="Hello"/>. Both sides must have the same: golden node and nodes run
/// the same program, so there is nothing to negotiate, only to recognise.</summary>
public static class ProtocolVersion
{
    public const ushort Current = 2;
}

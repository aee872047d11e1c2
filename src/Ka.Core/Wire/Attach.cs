using System;

namespace Ka.Wire;

/// <summary>The child's request on a data connection, its first bytes: to be served from a position.</summary>
public sealed record Attach
{
    public required UInt128 Run { get; init; }

    /// <summary>The child's node id.</summary>
    public required uint Child { get; init; }

    /// <summary>The id of the intended parent; 0 is the golden node. Covered by the MAC, so that a copy of the request is not
    /// accepted by another node.</summary>
    public required uint Parent { get; init; }

    /// <summary>From <see cref="AttachTo"/>. A parent serves only a request with an epoch later than all it has served, so that
    /// neither a replayed nor a late request can replace the right child.</summary>
    public required uint Epoch { get; init; }

    public required long Position { get; init; }

    /// <summary><see cref="Proof"/> under the run's chain key over all before it.</summary>
    public Bytes32 Mac { get; init; }

    public const int Size = 12 + 16 + 4 + 4 + 4 + 8 + Bytes32.Size;

    /// <summary>This request with its MAC.</summary>
    public Attach WithMac(Bytes32 chainKey) => this with { Mac = Expected(chainKey) };

    /// <summary>The child knows the run's chain key.</summary>
    public bool IsSignedWith(Bytes32 chainKey) => Mac == Expected(chainKey);

    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        var writer = new WireWriter(destination);
        WriteSigned(ref writer);
        writer.Bytes32(Mac);
    }

    /// <exception cref="ProtocolException"/>
    public static Attach Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes, "attach");
        reader.Magic("banner", Banner.Attach);
        var attach = new Attach
        {
            Run = reader.U128("run"),
            Child = reader.U32("child"),
            Parent = reader.U32("parent"),
            Epoch = reader.U32("epoch"),
            Position = reader.U63("position"),
            Mac = reader.Bytes32("mac"),
        };
        reader.End();
        return attach;
    }

    private Bytes32 Expected(Bytes32 chainKey)
    {
        var writer = new WireWriter(stackalloc byte[Size]);
        WriteSigned(ref writer);
        return Proof.Mac(chainKey, writer.Written);
    }

    private void WriteSigned(ref WireWriter writer)
    {
        writer.Raw(Banner.Attach);
        writer.U128(Run);
        writer.U32(Child);
        writer.U32(Parent);
        writer.U32(Epoch);
        writer.U63(Position);
    }
}

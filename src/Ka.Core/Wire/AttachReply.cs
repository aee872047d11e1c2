using System;

namespace Ka.Wire;

/// <summary>The parent's answer on a data connection. After <see cref="AttachStatus.Accepted"/> the sealed stream
/// follows.</summary>
/// <param name="Oldest">The first position that the parent retains.</param>
/// <param name="Mac">MAC under the chain key over the request's MAC and this answer, so that no other host can answer that the
/// bytes are gone.</param>
public sealed record AttachReply(AttachStatus Status, long Oldest, Bytes32 Mac)
{
    public const int Size = 11 + 1 + 8 + Bytes32.Size;

    public static AttachReply Sign(Bytes32 chainKey, Attach question, AttachStatus status, long oldest)
    {
        var reply = new AttachReply(status, oldest, default);
        return reply with { Mac = reply.Expected(chainKey, question) };
    }

    /// <summary>True when it answers this request, and its sender knows the chain key.</summary>
    public bool IsSignedWith(Bytes32 chainKey, Attach question) => Mac == Expected(chainKey, question);

    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        var writer = new WireWriter(destination);
        WriteSigned(ref writer);
        writer.Bytes32(Mac);
    }

    /// <exception cref="ProtocolException"/>
    public static AttachReply Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes, "attach reply");
        reader.Magic("banner", Banner.Reply);
        var status = (AttachStatus)reader.Choice("status", (byte)AttachStatus.Accepted, (byte)AttachStatus.Refused);
        var reply = new AttachReply(status, reader.U63("oldest"), reader.Bytes32("mac"));
        reader.End();
        return reply;
    }

    private Bytes32 Expected(Bytes32 chainKey, Attach question)
    {
        var writer = new WireWriter(stackalloc byte[Size + Bytes32.Size]);
        WriteSigned(ref writer);
        writer.Bytes32(question.Mac);
        return Proof.Mac(chainKey, writer.Written);
    }

    private void WriteSigned(ref WireWriter writer)
    {
        writer.Raw(Banner.Reply);
        writer.U8((byte)Status);
        writer.U63(Oldest);
    }
}

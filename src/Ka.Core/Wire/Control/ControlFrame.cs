using System;
using System.Buffers.Binary;

namespace Ka.Wire;

/// <summary>Messages of the control connection as frames: u32 length of what follows, u16 type, body.</summary>
public static class ControlFrame
{
    private const int LengthSize = 4;

    /// <summary>Type and body of the largest message without lists: a command, a line, a receipt with a long name.</summary>
    private const int LargestPlain = WireLimits.StreamName + 256;

    public static byte[] Encode(ControlMessage message)
    {
        Span<byte> buffer = message is Inventory or PlanPart or PlanJudged
            ? new byte[LengthSize + WireLimits.Frame]
            : stackalloc byte[LengthSize + LargestPlain];
        var writer = new WireWriter(buffer[LengthSize..]);
        writer.U16((ushort)message.Type);
        message.Write(ref writer);
        BinaryPrimitives.WriteUInt32BigEndian(buffer, (uint)writer.Length);
        return buffer[..(LengthSize + writer.Length)].ToArray();
    }

    /// <summary>Takes the first whole frame off what has come so far.</summary>
    /// <param name="used">The frame's bytes; 0 when more must come first.</param>
    /// <returns>The message, or null when more must come first.</returns>
    /// <exception cref="ProtocolException">The length, the type or a field is wrong; the connection cannot be used any
    /// more.</exception>
    public static ControlMessage? TryTake(ReadOnlySpan<byte> received, Sender sender, out int used)
    {
        used = 0;
        if (received.Length < LengthSize)
            return null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(received);
        if (length is < 2 or > WireLimits.Frame)
            throw new ProtocolException($"frame: length: {length} is not one of 2..{WireLimits.Frame}");
        if (received.Length < LengthSize + (int)length)
            return null;
        used = LengthSize + (int)length;
        return Decode(received[LengthSize..used], sender);
    }

    /// <summary>A frame without its length field.</summary>
    /// <exception cref="ProtocolException"/>
    public static ControlMessage Decode(ReadOnlySpan<byte> typeAndBody, Sender sender)
    {
        var type = (MessageType)new WireReader(typeAndBody, "frame").U16("type");
        var reader = new WireReader(typeAndBody[2..], type.ToString());
        var message = Read(type, sender, ref reader);
        reader.End();
        return message;
    }

    private static ControlMessage Read(MessageType type, Sender sender, ref WireReader reader) => (type, sender) switch
    {
        (MessageType.Hello, Sender.Node) => Hello.Read(ref reader),
        (MessageType.NodeProof, Sender.Node) => NodeProof.Read(ref reader),
        (MessageType.Status, Sender.Node) => Status.Read(ref reader),
        (MessageType.ParentLost, Sender.Node) => ParentLost.Read(ref reader),
        (MessageType.Received, Sender.Node) => Received.Read(ref reader),
        (MessageType.Receipt, Sender.Node) => Receipt.Read(ref reader),
        (MessageType.NodeFailed, Sender.Node) => NodeFailed.Read(ref reader),
        (MessageType.Ready, Sender.Node) => new Ready(),
        (MessageType.Join, Sender.Node) => Join.Read(ref reader),
        (MessageType.Go, Sender.Node) => new Go(),
        (MessageType.Inventory, Sender.Node) => Inventory.Read(ref reader),
        (MessageType.PlanJudged, Sender.Node) => PlanJudged.Read(ref reader),
        (MessageType.Step, Sender.Node) => Step.Read(ref reader),
        (MessageType.Made, Sender.Node) => new Made(),
        (MessageType.Installed, Sender.Node) => new Installed(),
        (MessageType.Look, Sender.Node) => Look.Read(ref reader),
        (MessageType.BoardHead, Sender.Server) => BoardHead.Read(ref reader),
        (MessageType.BoardRow, Sender.Server) => BoardRow.Read(ref reader),
        (MessageType.Challenge, Sender.Server) => Challenge.Read(ref reader),
        (MessageType.Welcome, Sender.Server) => Welcome.Read(ref reader),
        (MessageType.Refused, Sender.Server) => Refused.Read(ref reader),
        (MessageType.Waiting, Sender.Server) => Waiting.Read(ref reader),
        (MessageType.Start, Sender.Server) => Start.Read(ref reader),
        (MessageType.AttachTo, Sender.Server) => AttachTo.Read(ref reader),
        (MessageType.ChildExpected, Sender.Server) => ChildExpected.Read(ref reader),
        (MessageType.Release, Sender.Server) => Release.Read(ref reader),
        (MessageType.Abort, Sender.Server) => Abort.Read(ref reader),
        (MessageType.NextRound, Sender.Server) => NextRound.Read(ref reader),
        (MessageType.Going, Sender.Server) => Going.Read(ref reader),
        (MessageType.PlanPart, Sender.Server) => PlanPart.Read(ref reader),
        (MessageType.Proceed, Sender.Server) => Proceed.Read(ref reader),
        (MessageType.Hello, Sender.Watcher) => Hello.Read(ref reader),
        (MessageType.NodeProof, Sender.Watcher) => NodeProof.Read(ref reader),
        (MessageType.Follow, Sender.Watcher) => Follow.Read(ref reader),
        (MessageType.Execute, Sender.Watcher) => Execute.Read(ref reader),
        (MessageType.Interrupt, Sender.Watcher) => new Interrupt(),
        (MessageType.Challenge, Sender.Watched) => Challenge.Read(ref reader),
        (MessageType.Refused, Sender.Watched) => Refused.Read(ref reader),
        (MessageType.Following, Sender.Watched) => Following.Read(ref reader),
        (MessageType.LogLine, Sender.Watched) => LogLine.Read(ref reader),
        (MessageType.CommandOutput, Sender.Watched) => CommandOutput.Read(ref reader),
        (MessageType.CommandEnded, Sender.Watched) => CommandEnded.Read(ref reader),
        (MessageType.Keepalive, _) => new Keepalive(),
        (_, Sender.Node) => throw new ProtocolException($"frame: type: 0x{(ushort)type:x4} is no message of a node"),
        (_, Sender.Server) => throw new ProtocolException($"frame: type: 0x{(ushort)type:x4} is no message of a server"),
        _ => throw new ProtocolException($"frame: type: 0x{(ushort)type:x4} is no message of a log server's port"),
    };
}

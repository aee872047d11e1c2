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
        Span<byte> buffer = message is Inventory or PlanPart or PlanChecked or BootReport
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
    public static ControlMessage? TryTake(ReadOnlySpan<byte> received, PeerRole sender, out int used)
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
    public static ControlMessage Decode(ReadOnlySpan<byte> typeAndBody, PeerRole sender)
    {
        var type = (MessageType)new WireReader(typeAndBody, "frame").U16("type");
        var reader = new WireReader(typeAndBody[2..], type.ToString());
        var message = Read(type, sender, ref reader);
        reader.End();
        return message;
    }

    private static ControlMessage Read(MessageType type, PeerRole sender, ref WireReader reader) =>
        (type, sender) switch
        {
            (MessageType.Hello, PeerRole.Node) => Hello.Read(ref reader),
            (MessageType.NodeProof, PeerRole.Node) => NodeProof.Read(ref reader),
            (MessageType.Status, PeerRole.Node) => Status.Read(ref reader),
            (MessageType.ParentLost, PeerRole.Node) => ParentLost.Read(ref reader),
            (MessageType.Received, PeerRole.Node) => Received.Read(ref reader),
            (MessageType.Receipt, PeerRole.Node) => Receipt.Read(ref reader),
            (MessageType.NodeFailed, PeerRole.Node) => NodeFailed.Read(ref reader),
            (MessageType.Ready, PeerRole.Node) => new Ready(),
            (MessageType.Join, PeerRole.Node) => Join.Read(ref reader),
            (MessageType.Go, PeerRole.Node) => new Go(),
            (MessageType.Inventory, PeerRole.Node) => Inventory.Read(ref reader),
            (MessageType.PlanChecked, PeerRole.Node) => PlanChecked.Read(ref reader),
            (MessageType.Step, PeerRole.Node) => Step.Read(ref reader),
            (MessageType.DisksReady, PeerRole.Node) => new DisksReady(),
            (MessageType.InstallComplete, PeerRole.Node) => new InstallComplete(),
            (MessageType.RunSummaryRequest, PeerRole.Node) => RunSummaryRequest.Read(ref reader),
            (MessageType.BootReport, PeerRole.Node) => BootReport.Read(ref reader),
            (MessageType.BootAwaited, PeerRole.Server) => BootAwaited.Read(ref reader),
            (MessageType.BootReportTaken, PeerRole.Server) => new BootReportTaken(),
            (MessageType.RunSummary, PeerRole.Server) => RunSummary.Read(ref reader),
            (MessageType.NodeRow, PeerRole.Server) => NodeRow.Read(ref reader),
            (MessageType.Challenge, PeerRole.Server) => Challenge.Read(ref reader),
            (MessageType.Welcome, PeerRole.Server) => Welcome.Read(ref reader),
            (MessageType.Refused, PeerRole.Server) => Refused.Read(ref reader),
            (MessageType.Waiting, PeerRole.Server) => Waiting.Read(ref reader),
            (MessageType.Start, PeerRole.Server) => Start.Read(ref reader),
            (MessageType.AttachTo, PeerRole.Server) => AttachTo.Read(ref reader),
            (MessageType.ChildExpected, PeerRole.Server) => ChildExpected.Read(ref reader),
            (MessageType.Release, PeerRole.Server) => Release.Read(ref reader),
            (MessageType.Abort, PeerRole.Server) => Abort.Read(ref reader),
            (MessageType.NextRound, PeerRole.Server) => NextRound.Read(ref reader),
            (MessageType.StartAccepted, PeerRole.Server) => StartAccepted.Read(ref reader),
            (MessageType.PlanPart, PeerRole.Server) => PlanPart.Read(ref reader),
            (MessageType.Proceed, PeerRole.Server) => Proceed.Read(ref reader),
            (MessageType.Hello, PeerRole.Watcher) => Hello.Read(ref reader),
            (MessageType.NodeProof, PeerRole.Watcher) => NodeProof.Read(ref reader),
            (MessageType.Follow, PeerRole.Watcher) => Follow.Read(ref reader),
            (MessageType.Execute, PeerRole.Watcher) => Execute.Read(ref reader),
            (MessageType.Interrupt, PeerRole.Watcher) => new Interrupt(),
            (MessageType.Challenge, PeerRole.Watched) => Challenge.Read(ref reader),
            (MessageType.Refused, PeerRole.Watched) => Refused.Read(ref reader),
            (MessageType.FollowAccepted, PeerRole.Watched) => FollowAccepted.Read(ref reader),
            (MessageType.LogLine, PeerRole.Watched) => LogLine.Read(ref reader),
            (MessageType.CommandOutput, PeerRole.Watched) => CommandOutput.Read(ref reader),
            (MessageType.CommandEnded, PeerRole.Watched) => CommandEnded.Read(ref reader),
            (MessageType.Keepalive, _) => new Keepalive(),
            (_, PeerRole.Node) => throw new ProtocolException($"frame: type: 0x{(ushort)type:x4} is no message of a node"),
            (_, PeerRole.Server) => throw new ProtocolException($"frame: type: 0x{(ushort)type:x4} is no message of a server"),
            _ => throw new ProtocolException($"frame: type: 0x{(ushort)type:x4} is no message of a log server's port"),
        };
}

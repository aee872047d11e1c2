using System;
using System.Net;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Wire;

namespace Ka.Relay;

/// <content>The parent: connection, verification, acknowledgements.</content>
public sealed partial class StreamRelay
{
    // A parent drops what its descendants have acknowledged, so acks must come well before a window has passed.
    private const int AckShare = 32;

    private static readonly TimeSpan s_ackDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_ackInterval = TimeSpan.FromSeconds(1);

    private readonly ChunkVerifier _verifier = new();
    private UpstreamLink? _parent;
    private Ack _lastAck;
    private TimeSpan _lastAckAt;
    private uint _connectedEpoch;
    private bool _endReported;

    /// <summary>Leaves the current parent, if any, and connects to this one.</summary>
    public void ConnectParent(uint epoch, uint parent, IPEndPoint address) =>
        Order(() =>
        {
            DropParent();
            var attach = new Attach
            {
                Run = _options.Run,
                Child = _options.Self,
                Parent = parent,
                Epoch = epoch,
                Position = _verifier.Position,
            }.WithMac(_options.ChainKey);
            var started = UpstreamLink.Start(address, attach, _options.ChainKey, Window, out _parent);
            if (!started.IsSuccess)
                PostParentLost(epoch, ParentLossReason.Unreachable, DataSocket.Reason(started));
        });

    /// <summary>Closes the connection to the parent.</summary>
    public void DisconnectParent() => Order(DropParent);

    private void AdvanceParent()
    {
        var parent = _parent!;
        try
        {
            var result = parent.Advance(Now);
            if (!TryVerify())
                return;
            ReportEnd();
            if (!result.IsSuccess)
                LoseParent(Cause(parent, result), DataSocket.Reason(result));
            else if (parent.Refusal is { } refusal)
                LoseParent(Cause(refusal), "the parent refused this node", refusal.Oldest);
            else if (parent.IsStreaming && _connectedEpoch != parent.Epoch)
                _post(new RelayEvent.ParentConnected(_connectedEpoch = parent.Epoch));
        }
        catch (ProtocolException e)
        {
            LoseParent(ParentLossReason.Corrupt, e.Message);
        }
    }

    private static ParentLossReason Cause(UpstreamLink parent, SysResult failure) =>
        parent.IsStreaming || failure.Is(Errno.ESHUTDOWN) ? ParentLossReason.Closed : ParentLossReason.Unreachable;

    private static ParentLossReason Cause(AttachReply refusal) =>
        refusal.Status == AttachStatus.Gone ? ParentLossReason.Gone : ParentLossReason.Refused;

    /// <summary>Verifies the new bytes. After damage, on this hop or an earlier one, goes back to the last verified
    /// chunk.</summary>
    /// <returns>false: damage was found, and the parent is lost.</returns>
    private bool TryVerify()
    {
        try
        {
            Verify();
            return true;
        }
        catch (ProtocolException e)
        {
            GoBack(e.Message);
            return false;
        }
    }

    private void Verify()
    {
        var verifiedTo = _verifier.VerifiedTo;
        try
        {
            while (!_verifier.IsComplete && Window.From(_verifier.Position) is { IsEmpty: false } piece)
                _verifier.Append(piece);
        }
        finally
        {
            if (_verifier.VerifiedTo > verifiedTo)
                Window.MarkVerified(_verifier.VerifiedTo);
        }
    }

    private void GoBack(string reason)
    {
        Window.Rewind();
        _verifier.Rewind();
        // The child was sent a part of the damage. It finds that by itself, but this node cannot serve it any more.
        if (_child is not null && _child.Position > _verifier.Position)
            DropChild();
        LoseParent(ParentLossReason.Corrupt, reason);
    }

    private void LoseParent(ParentLossReason cause, string reason, long oldest = 0)
    {
        var epoch = _parent!.Epoch;
        DropParent();
        // A parent may leave before a node that has the whole stream.
        if (!_verifier.IsComplete)
            PostParentLost(epoch, cause, reason, oldest);
    }

    private void PostParentLost(uint epoch, ParentLossReason cause, string reason, long oldest = 0) =>
        _post(new RelayEvent.ParentLost(epoch, _verifier.Position, cause, oldest, reason));

    private void ReportEnd()
    {
        if (_endReported || !_verifier.IsComplete)
            return;
        _endReported = true;
        _post(new RelayEvent.EndReached(_verifier.VerifiedTo));
    }

    private void SendAck(long verifiedTo)
    {
        if (_parent is not { IsStreaming: true })
            return;
        // Bytes that are not verified may have to be sent again.
        var ack = _retention.Report(verifiedTo);
        var now = Now;
        var due = ack == _lastAck ? s_ackInterval : s_ackDelay;
        if (now - _lastAckAt < due && ack.Received - _lastAck.Received < Window.Capacity / AckShare)
            return;
        if (!_parent.TrySendAck(ack))
            return;
        _lastAck = ack;
        _lastAckAt = now;
    }

    private TimeSpan UntilAck(long verifiedTo, TimeSpan now)
    {
        if (_retention.Report(verifiedTo) == _lastAck)
            return s_ackInterval;
        var left = s_ackDelay - (now - _lastAckAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void DropParent()
    {
        _parent?.Dispose();
        _parent = null;
    }
}

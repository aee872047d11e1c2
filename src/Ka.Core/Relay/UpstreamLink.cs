using System;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Relay;

/// <summary>The connection to the parent: connects, attaches, then fills the window.</summary>
/// <remarks>Belongs to the relay's thread; never blocks.</remarks>
internal sealed class UpstreamLink : IDisposable
{
    // Small enough that a piece is sent to the child while it is still in the processor's cache.
    private const int PieceLength = 256 * 1024;

    // Smaller pieces are left in the socket for a moment: to be woken for each and to forward each would cost more processor
    // time than the bytes themselves.
    private const int WorthwhileLength = 96 * 1024;

    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(1);

    private readonly Fd _socket;
    private readonly Window _window;
    private readonly Attach _attach;
    private readonly Bytes32 _chainKey;
    private readonly byte[] _reply = new byte[AttachReply.Size];
    private readonly byte[] _outgoing = new byte[Math.Max(Attach.Size, Ack.Size)];
    private int _replyLength;
    private int _outgoingStart;
    private int _outgoingEnd;
    private Phase _phase = Phase.Connecting;

    private UpstreamLink(Fd socket, Window window, Attach attach, Bytes32 chainKey)
    {
        _socket = socket;
        _window = window;
        _attach = attach;
        _chainKey = chainKey;
    }

    private enum Phase
    {
        Connecting,
        Attaching,
        Streaming,
    }

    public uint Epoch => _attach.Epoch;

    public Fd Socket => _socket;

    public bool IsStreaming => _phase == Phase.Streaming;

    /// <summary>The parent's reply if it is not "accepted"; else null.</summary>
    public AttachReply? Refusal { get; private set; }

    private PollEvents Unsent => _outgoingEnd > _outgoingStart ? PollEvents.Out : PollEvents.None;

    /// <summary>Starts to connect; <paramref name="attach"/> is sent as soon as the connection is established.</summary>
    public static SysResult Start(IPEndPoint parent, Attach attach, Bytes32 chainKey, Window window, out UpstreamLink? link)
    {
        var result = Sockets.StartConnect(parent, out var socket);
        link = null;
        if (!result.IsSuccess)
            return result;
        DataSocket.Prepare(socket);
        link = new UpstreamLink(socket, window, attach, chainKey);
        Span<byte> request = stackalloc byte[Attach.Size];
        attach.Write(request);
        link.Queue(request);
        return result;
    }

    /// <summary>Time until which arriving bytes are left in the socket.</summary>
    public TimeSpan GathersUntil { get; private set; }

    /// <summary>Returns the events to poll for.</summary>
    public PollEvents Interest(bool windowHasSpace, TimeSpan now) =>
        _phase switch
        {
            Phase.Connecting => PollEvents.Out,
            Phase.Attaching => PollEvents.In | Unsent,
            _ => (windowHasSpace && now >= GathersUntil ? PollEvents.In : PollEvents.None) | Unsent,
        };

    /// <summary>Sends and receives what the socket is ready for. ESHUTDOWN is an end without a reset.</summary>
    /// <exception cref="ProtocolException">The reply is malformed or its MAC is wrong.</exception>
    public SysResult Advance(TimeSpan now)
    {
        var result = SysResult.Success(0);
        if (_phase == Phase.Connecting)
        {
            result = Sockets.ConnectOutcome(_socket);
            if (result.IsSuccess)
                _phase = Phase.Attaching;
        }
        if (result.IsSuccess)
            result = Flush();
        if (result.IsSuccess && _phase == Phase.Attaching)
            result = ReadReply();
        if (result.IsSuccess && _phase == Phase.Streaming)
            result = Receive(now);
        return result;
    }

    /// <summary>Sends an acknowledgement, unless the last one is not completely sent.</summary>
    public bool TrySendAck(Ack ack)
    {
        if (!IsStreaming || Unsent != PollEvents.None)
            return false;
        Span<byte> record = stackalloc byte[Ack.Size];
        ack.Write(record);
        Queue(record);
        // A failure shows at the next read of the same socket.
        _ = Flush();
        return true;
    }

    public void Dispose() => _socket.Dispose();

    private void Queue(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_outgoing);
        _outgoingStart = 0;
        _outgoingEnd = bytes.Length;
    }

    private SysResult Flush()
    {
        if (Unsent == PollEvents.None)
            return SysResult.Success(0);
        var sent = Sockets.Send(_socket, _outgoing.AsSpan(_outgoingStart.._outgoingEnd));
        if (sent.IsSuccess)
            _outgoingStart += (int)sent.Value;
        return DataSocket.IgnoreNotReady(sent);
    }

    private SysResult ReadReply()
    {
        var read = _socket.Read(_reply.AsSpan(_replyLength));
        if (!read.IsSuccess || read.Value == 0)
            return DataSocket.EndOrNotReady(read);
        _replyLength += (int)read.Value;
        if (_replyLength < _reply.Length)
            return read;
        var reply = AttachReply.Read(_reply);
        if (!reply.IsSignedWith(_chainKey, _attach))
            throw new ProtocolException("attach reply: mac: not from a member of this run");
        if (reply.Status == AttachStatus.Accepted)
            _phase = Phase.Streaming;
        else
            Refusal = reply;
        return read;
    }

    private SysResult Receive(TimeSpan now)
    {
        var space = _window.Reserve(PieceLength);
        if (space.IsEmpty)
            return SysResult.Success(0);
        var read = _socket.Read(space);
        _window.Commit(read.IsSuccess ? (int)read.Value : 0);
        if (read.IsSuccess && read.Value < Math.Min(WorthwhileLength, space.Length))
            GathersUntil = now + s_gathering;
        return read.IsSuccess && read.Value > 0 ? read : DataSocket.EndOrNotReady(read);
    }
}

using System;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>The way up: a connection to the parent that is being made, then greets, then fills the window.</summary>
/// <remarks>Belongs to the relay's thread; never blocks.</remarks>
internal sealed class ParentLink : IDisposable
{
    // One piece at a time, handed to the child while it is still in the processor's cache.
    private const int PieceLength = 256 * 1024;

    // What comes in smaller pieces is left to gather in the socket for a moment: to be woken for each of them, and to pass
    // each on, would cost more processor time than the bytes themselves.
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

    private ParentLink(Fd socket, Window window, Attach attach, Bytes32 chainKey)
    {
        _socket = socket;
        _window = window;
        _attach = attach;
        _chainKey = chainKey;
    }

    private enum Phase
    {
        Connecting,
        Greeting,
        Streaming,
    }

    public uint Epoch => _attach.Epoch;

    public Fd Socket => _socket;

    public bool IsStreaming => _phase == Phase.Streaming;

    /// <summary>Set once the parent has answered with anything but "accepted".</summary>
    public AttachReply? Refusal { get; private set; }

    private PollEvents Unsent => _outgoingEnd > _outgoingStart ? PollEvents.Out : PollEvents.None;

    /// <summary>Starts to connect; <paramref name="attach"/> goes out as soon as the connection stands.</summary>
    public static SysResult Start(IPEndPoint parent, Attach attach, Bytes32 chainKey, Window window, out ParentLink? link)
    {
        var result = Sockets.StartConnect(parent, out var socket);
        link = null;
        if (!result.IsSuccess)
            return result;
        DataSocket.Prepare(socket);
        link = new ParentLink(socket, window, attach, chainKey);
        Span<byte> greeting = stackalloc byte[Attach.Size];
        attach.Write(greeting);
        link.Queue(greeting);
        return result;
    }

    /// <summary>Until then what comes is left to gather.</summary>
    public TimeSpan GathersUntil { get; private set; }

    public PollEvents Interest(bool windowHasRoom, TimeSpan now) => _phase switch
    {
        Phase.Connecting => PollEvents.Out,
        Phase.Greeting => PollEvents.In | Unsent,
        _ => (windowHasRoom && now >= GathersUntil ? PollEvents.In : PollEvents.None) | Unsent,
    };

    /// <summary>Does what the socket is ready for. ESHUTDOWN is an end without a reset.</summary>
    /// <exception cref="ProtocolException">The answer is none, or not from a member of the run.</exception>
    public SysResult Advance(TimeSpan now)
    {
        var result = SysResult.Success(0);
        if (_phase == Phase.Connecting)
        {
            result = Sockets.ConnectOutcome(_socket);
            if (result.IsSuccess)
                _phase = Phase.Greeting;
        }
        if (result.IsSuccess)
            result = Flush();
        if (result.IsSuccess && _phase == Phase.Greeting)
            result = ReadReply();
        if (result.IsSuccess && _phase == Phase.Streaming)
            result = Receive(now);
        return result;
    }

    /// <summary>Sends what descendants have up to the parent, unless the last report is still on its way out.</summary>
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
        return DataSocket.Calm(sent);
    }

    private SysResult ReadReply()
    {
        var read = _socket.Read(_reply.AsSpan(_replyLength));
        if (!read.IsSuccess || read.Value == 0)
            return DataSocket.EndOrCalm(read);
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
        var room = _window.Room(PieceLength);
        if (room.IsEmpty)
            return SysResult.Success(0);
        var read = _socket.Read(room);
        _window.Advance(read.IsSuccess ? (int)read.Value : 0);
        if (read.IsSuccess && read.Value < Math.Min(WorthwhileLength, room.Length))
            GathersUntil = now + s_gathering;
        return read.IsSuccess && read.Value > 0 ? read : DataSocket.EndOrCalm(read);
    }
}

using System;
using System.Net;
using Ka.Linux;

namespace Ka.Web;

/// <summary>One connection: a request is read, an answer is written, and it ends. Never blocks.</summary>
internal sealed class HttpGuest(Fd socket, IPAddress address, TimeSpan now) : IDisposable
{
    /// <summary>A request's head; a longer one is refused.</summary>
    public const int MostRequest = 4096;

    /// <summary>For the whole request, however it trickles.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_answerPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_lingering = TimeSpan.FromSeconds(2);

    private readonly byte[] _request = new byte[MostRequest];
    private int _length;
    private byte[]? _answer;
    private int _sent;
    private bool _isTold;

    public Fd Socket => socket;

    public IPAddress Address => address;

    public TimeSpan Deadline { get; private set; } = now + Patience;

    public PollEvents Awaits => _answer is null || _isTold ? PollEvents.In : PollEvents.Out;

    /// <summary>The socket is ready.</summary>
    /// <returns>false: it is over.</returns>
    public bool GoOn(Func<HttpRequest, HttpAnswer> answer, TimeSpan now)
    {
        if (_isTold)
            return Drain();
        if (_answer is null && !TryAnswer(answer, now, out var isOver))
            return !isOver;
        return Send(now);
    }

    public void Dispose() => socket.Dispose();

    private bool TryAnswer(Func<HttpRequest, HttpAnswer> answer, TimeSpan now, out bool isOver)
    {
        var read = socket.Read(_request.AsSpan(_length));
        isOver = !read.IsSuccess && !read.Is(Errno.EAGAIN) || read.IsSuccess && read.Value == 0;
        if (!read.IsSuccess || isOver)
            return false;
        _length += (int)read.Value;
        var end = _request.AsSpan(0, _length).IndexOf("\r\n\r\n"u8);
        if (end < 0 && _length < MostRequest)
            return false;
        _answer = Answer(answer, end).Encode();
        Deadline = now + s_answerPatience;
        return true;
    }

    private HttpAnswer Answer(Func<HttpRequest, HttpAnswer> answer, int end) =>
        end < 0 ? HttpAnswer.Refuse("431 Request Header Fields Too Large")
        : HttpRequest.Parse(_request.AsSpan(0, end)) is not { } request ? HttpAnswer.Refuse("400 Bad Request")
        : request.Method != "GET" ? HttpAnswer.Refuse("405 Method Not Allowed")
        : answer(request);

    private bool Send(TimeSpan now)
    {
        var sent = Sockets.Send(socket, _answer.AsSpan(_sent));
        if (!sent.IsSuccess)
            return sent.Is(Errno.EAGAIN);
        _sent += (int)sent.Value;
        if (_sent < _answer!.Length)
            return true;
        // A connection that is closed while something of it was not read is reset, and the answer may be lost with it.
        Sockets.ShutdownSending(socket);
        _isTold = true;
        Deadline = now + s_lingering;
        return true;
    }

    private bool Drain()
    {
        var read = socket.Read(_request);
        return read.IsSuccess ? read.Value > 0 : read.Is(Errno.EAGAIN);
    }
}

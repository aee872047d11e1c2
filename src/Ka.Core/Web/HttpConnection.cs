using System;
using Ka.Linux;
using Ka.Transport;

namespace Ka.Web;

/// <summary>One connection of the HTTP server: a request is read, an answer is written, and it ends. Never blocks.</summary>
internal sealed class HttpConnection(AdmittedSocket admitted, TimeSpan now) : IDisposable
{
    /// <summary>Bytes of a request's head; a longer one is refused.</summary>
    public const int MostRequest = 4096;

    /// <summary>Limit for the whole request, however slowly its bytes arrive.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_lingering = TimeSpan.FromSeconds(2);

    private readonly byte[] _request = new byte[MostRequest];
    private int _length;
    private byte[]? _answer;
    private int _sent;
    private bool _isAnswered;

    /// <summary>More than the sum of all limits.</summary>
    public static TimeSpan LongestLife { get; } = RequestLimit + s_answerLimit + s_lingering + TimeSpan.FromSeconds(1);

    /// <summary>The socket and its place.</summary>
    public AdmittedSocket Admitted => admitted;

    /// <summary>End of the current step, by the server's clock.</summary>
    public TimeSpan Deadline { get; private set; } = now + RequestLimit;

    /// <summary>Events to poll the socket for.</summary>
    public PollEvents Awaits => _answer is null || _isAnswered ? PollEvents.In : PollEvents.Out;

    /// <summary>Reads or writes what the ready socket allows.</summary>
    /// <returns>false: the connection is over.</returns>
    public bool Advance(Func<HttpRequest, HttpAnswer> answer, TimeSpan now)
    {
        if (_isAnswered)
            return Drain();
        if (_answer is null && !TryAnswer(answer, now, out var isOver))
            return !isOver;
        return Send(now);
    }

    public void Dispose() => admitted.Socket.Dispose();

    private bool TryAnswer(Func<HttpRequest, HttpAnswer> answer, TimeSpan now, out bool isOver)
    {
        var read = admitted.Socket.Read(_request.AsSpan(_length));
        isOver = !read.IsSuccess && !read.Is(Errno.EAGAIN) || read.IsSuccess && read.Value == 0;
        if (!read.IsSuccess || isOver)
            return false;
        _length += (int)read.Value;
        var end = _request.AsSpan(0, _length).IndexOf("\r\n\r\n"u8);
        if (end < 0 && _length < MostRequest)
            return false;
        _answer = Answer(answer, end).Encode();
        Deadline = now + s_answerLimit;
        return true;
    }

    private HttpAnswer Answer(Func<HttpRequest, HttpAnswer> answer, int end) =>
        end < 0 ? HttpAnswer.Refuse("431 Request Header Fields Too Large")
        : HttpRequest.Parse(_request.AsSpan(0, end)) is not { } request ? HttpAnswer.Refuse("400 Bad Request")
        : request.Method != "GET" ? HttpAnswer.Refuse("405 Method Not Allowed")
        : answer(request);

    private bool Send(TimeSpan now)
    {
        var sent = Sockets.Send(admitted.Socket, _answer.AsSpan(_sent));
        if (!sent.IsSuccess)
            return sent.Is(Errno.EAGAIN);
        _sent += (int)sent.Value;
        if (_sent < _answer!.Length)
            return true;
        // Closing a connection with unread bytes resets it, and the reset may destroy the answer on its way.
        Sockets.ShutdownSending(admitted.Socket);
        _isAnswered = true;
        Deadline = now + s_lingering;
        return true;
    }

    private bool Drain()
    {
        var read = admitted.Socket.Read(_request);
        return read.IsSuccess ? read.Value > 0 : read.Is(Errno.EAGAIN);
    }
}

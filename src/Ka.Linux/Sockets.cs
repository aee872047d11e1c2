using System;
using System.Net;
using System.Text;

namespace Ka.Linux;

/// <summary>TCP and UDP sockets as descriptors (socket(7), tcp(7), udp(7)). Everything is O_CLOEXEC, sends raise no
/// SIGPIPE.</summary>
public static unsafe class Sockets
{
    /// <summary>A TCP socket that listens; port 0 takes any free one (<see cref="LocalEndPoint"/> says which).</summary>
    /// <exception cref="LinuxException">The address is in use or not ours: names it.</exception>
    public static Fd Listen(IPEndPoint at, int backlog = 1024)
    {
        TryListen(at, backlog, out var listener).OrThrow("listen on", at.ToString());
        return listener;
    }

    public static SysResult TryListen(IPEndPoint at, int backlog, out Fd listener)
    {
        var result = Open(at.Address, Libc.SOCK_STREAM, out listener);
        if (result.IsSuccess)
            result = SetOption(listener, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
        if (result.IsSuccess)
            result = Bind(listener, at);
        if (result.IsSuccess)
            using (var use = listener.Use())
                result = SysResult.From(Libc.listen(use.Number, backlog));
        if (!result.IsSuccess)
            listener.Dispose();
        return result;
    }

    /// <summary>The next connection, as a blocking socket. EAGAIN when the listener does not block and none waits.</summary>
    public static SysResult TryAccept(Fd listener, out Fd connection, out IPEndPoint peer)
    {
        using var use = listener.Use();
        var sockaddr = stackalloc byte[Sys.SockaddrLength];
        SysResult result;
        do
        {
            socklen_t length = Sys.SockaddrLength;
            result = SysResult.From(Libc.accept4(use.Number, (sockaddr*)sockaddr, &length, Libc.SOCK_CLOEXEC));
        }
        // A connection that its peer gave up while it waited is not an error of the listener (accept(2)).
        while (result.Is(Errno.EINTR) || result.Is(Errno.ECONNABORTED));
        connection = new Fd(result.IsSuccess ? (int)result.Value : -1);
        peer = result.IsSuccess
            ? SocketAddress.Read(new ReadOnlySpan<byte>(sockaddr, Sys.SockaddrLength))
            : new IPEndPoint(IPAddress.None, 0);
        return result;
    }

    /// <summary>Starts a TCP connection without waiting; it is made, or has failed, once the socket is writable:
    /// <see cref="ConnectOutcome"/>.</summary>
    public static SysResult StartConnect(IPEndPoint to, out Fd connection)
    {
        var result = Open(to.Address, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK, out connection);
        if (!result.IsSuccess)
            return result;
        using (var use = connection.Use())
        {
            var sockaddr = stackalloc byte[Sys.SockaddrLength];
            var length = SocketAddress.Write(to, new Span<byte>(sockaddr, Sys.SockaddrLength));
            result = SysResult.From(Libc.connect(use.Number, (sockaddr*)sockaddr, length));
        }
        if (result.IsSuccess || result.Is(Errno.EINPROGRESS))
            return SysResult.Success(0);
        connection.Dispose();
        return result;
    }

    /// <summary>The result of a connect that was started (SO_ERROR).</summary>
    public static SysResult ConnectOutcome(Fd connection)
    {
        using var use = connection.Use();
        int error;
        socklen_t length = sizeof(int);
        var result = SysResult.From(Libc.getsockopt(use.Number, Libc.SOL_SOCKET, Libc.SO_ERROR, &error, &length));
        return result.IsSuccess && error != 0 ? SysResult.Failure((Errno)error) : result;
    }

    /// <summary>Connects within <paramref name="timeout"/> (ETIMEDOUT) and gives a blocking socket.</summary>
    public static SysResult TryConnect(IPEndPoint to, TimeSpan timeout, out Fd connection)
    {
        var result = StartConnect(to, out connection);
        if (!result.IsSuccess)
            return result;
        var poll = new PollSet(1);
        poll.Watch(0, connection, PollEvents.Out);
        result = poll.Wait(timeout);
        if (result.IsSuccess && result.Value == 0)
            result = SysResult.Failure(Errno.ETIMEDOUT);
        if (result.IsSuccess)
            result = ConnectOutcome(connection);
        if (result.IsSuccess)
            result = SetBlocking(connection, true);
        if (!result.IsSuccess)
            connection.Dispose();
        return result;
    }

    /// <summary>A UDP socket that may broadcast; port 0 takes any.</summary>
    /// <exception cref="LinuxException"/>
    public static Fd OpenUdp(IPEndPoint at)
    {
        Open(at.Address, Libc.SOCK_DGRAM, out var socket).OrThrow("socket", "udp");
        var result = SetOption(socket, Libc.SOL_SOCKET, Libc.SO_BROADCAST, 1);
        if (result.IsSuccess && at.Port != 0)
            result = SetOption(socket, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
        if (result.IsSuccess)
            result = Bind(socket, at);
        if (!result.IsSuccess)
            socket.Dispose();
        result.OrThrow("bind udp", at.ToString());
        return socket;
    }

    public static SysResult SendTo(Fd socket, ReadOnlySpan<byte> datagram, IPEndPoint to)
    {
        using var use = socket.Use();
        var sockaddr = stackalloc byte[Sys.SockaddrLength];
        var length = SocketAddress.Write(to, new Span<byte>(sockaddr, Sys.SockaddrLength));
        SysResult result;
        fixed (byte* start = datagram)
            do result = SysResult.From(
                Libc.sendto(use.Number, start, datagram.Length, Libc.MSG_NOSIGNAL, (sockaddr*)sockaddr, length)
            );
            while (result.Is(Errno.EINTR));
        return result;
    }

    /// <summary>One datagram and who sent it; what does not fit is cut off (udp(7)).</summary>
    public static SysResult ReceiveFrom(Fd socket, Span<byte> datagram, out IPEndPoint from)
    {
        using var use = socket.Use();
        var sockaddr = stackalloc byte[Sys.SockaddrLength];
        SysResult result;
        fixed (byte* start = datagram)
            do
            {
                socklen_t length = Sys.SockaddrLength;
                result = SysResult.From(Libc.recvfrom(use.Number, start, datagram.Length, 0, (sockaddr*)sockaddr, &length));
            } while (result.Is(Errno.EINTR));
        from = result.IsSuccess
            ? SocketAddress.Read(new ReadOnlySpan<byte>(sockaddr, Sys.SockaddrLength))
            : new IPEndPoint(IPAddress.None, 0);
        return result;
    }

    /// <summary>send(2); may take less than asked; EAGAIN on a full socket that does not block. No SIGPIPE.</summary>
    public static SysResult Send(Fd socket, ReadOnlySpan<byte> bytes) => Send(socket, bytes, Libc.MSG_NOSIGNAL);

    /// <summary>send(2) that never blocks, also on a blocking socket (MSG_DONTWAIT); EAGAIN when it is full.</summary>
    public static SysResult SendNow(Fd socket, ReadOnlySpan<byte> bytes) =>
        Send(socket, bytes, Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT);

    /// <summary>Ends both directions of a socket and wakes every thread that is blocked on it. Does nothing to a socket that its
    /// owner has closed meanwhile.</summary>
    public static void Shutdown(Fd socket) => Shutdown(socket, Libc.SHUT_RDWR);

    /// <summary>The peer sees an end after all that was sent; we can still hear it.</summary>
    /// <inheritdoc cref="Shutdown(Fd)"/>
    public static void ShutdownSending(Fd socket) => Shutdown(socket, Libc.SHUT_WR);

    public static SysResult SetBlocking(Fd socket, bool blocking)
    {
        using var use = socket.Use();
        var flags = Libc.fcntl(use.Number, Libc.F_GETFL, 0);
        return flags == -1
            ? SysResult.From(flags)
            : SysResult.From(Libc.fcntl(use.Number, Libc.F_SETFL, blocking ? flags & ~Libc.O_NONBLOCK : flags | Libc.O_NONBLOCK));
    }

    /// <summary>Nagle's algorithm off: the last bytes of a stream must not wait for an acknowledgement.</summary>
    public static SysResult SetNoDelay(Fd socket) => SetOption(socket, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);

    /// <summary>The congestion control of this socket alone (tcp(7), TCP_CONGESTION); ENOENT when the kernel has no algorithm of
    /// that name.</summary>
    public static SysResult SetCongestionControl(Fd socket, string name)
    {
        using var use = socket.Use();
        fixed (byte* value = Encoding.ASCII.GetBytes(name))
            return SysResult.From(Libc.setsockopt(use.Number, Libc.IPPROTO_TCP, Libc.TCP_CONGESTION, value, (uint)name.Length));
    }

    /// <summary>A blocked read or write gives EAGAIN after this time (SO_RCVTIMEO, SO_SNDTIMEO); zero: never.</summary>
    public static SysResult SetTimeouts(Fd socket, TimeSpan receive, TimeSpan send)
    {
        var result = SetTimeout(socket, Libc.SO_RCVTIMEO, receive);
        return result.IsSuccess ? SetTimeout(socket, Libc.SO_SNDTIMEO, send) : result;
    }

    /// <summary>Everything goes out of this interface, whatever the routes say (SO_BINDTODEVICE). ENODEV: there is no
    /// such.</summary>
    public static SysResult BindToInterface(Fd socket, string name)
    {
        using var use = socket.Use();
        fixed (byte* value = Encoding.UTF8.GetBytes(name))
            return SysResult.From(
                Libc.setsockopt(use.Number, Libc.SOL_SOCKET, Libc.SO_BINDTODEVICE, value, (uint)Encoding.UTF8.GetByteCount(name))
            );
    }

    public static IPEndPoint LocalEndPoint(Fd socket)
    {
        using var use = socket.Use();
        var sockaddr = stackalloc byte[Sys.SockaddrLength];
        socklen_t length = Sys.SockaddrLength;
        SysResult.From(Libc.getsockname(use.Number, (sockaddr*)sockaddr, &length)).OrThrow("getsockname", "");
        return SocketAddress.Read(new ReadOnlySpan<byte>(sockaddr, Sys.SockaddrLength));
    }

    private static SysResult Send(Fd socket, ReadOnlySpan<byte> bytes, int flags)
    {
        using var use = socket.Use();
        SysResult result;
        fixed (byte* start = bytes)
            do result = SysResult.From(Libc.send(use.Number, start, bytes.Length, flags));
            while (result.Is(Errno.EINTR));
        return result;
    }

    private static SysResult Open(IPAddress address, int type, out Fd socket)
    {
        var result = SysResult.From(Libc.socket(SocketAddress.Family(address), type | Libc.SOCK_CLOEXEC, 0));
        socket = new Fd(result.IsSuccess ? (int)result.Value : -1);
        return result;
    }

    private static void Shutdown(Fd socket, int how)
    {
        try
        {
            using var use = socket.Use();
            // ENOTCONN: the peer was faster, which is what we wanted.
            _ = Libc.shutdown(use.Number, how);
        }
        catch (ObjectDisposedException)
        {
            // A connection is ended by another thread than its owner; the owner was faster.
        }
    }

    private static SysResult Bind(Fd socket, IPEndPoint at)
    {
        using var use = socket.Use();
        var sockaddr = stackalloc byte[Sys.SockaddrLength];
        var length = SocketAddress.Write(at, new Span<byte>(sockaddr, Sys.SockaddrLength));
        return SysResult.From(Libc.bind(use.Number, (sockaddr*)sockaddr, length));
    }

    private static SysResult SetOption(Fd socket, int level, int option, int value)
    {
        using var use = socket.Use();
        return SysResult.From(Libc.setsockopt(use.Number, level, option, &value, sizeof(int)));
    }

    private static SysResult SetTimeout(Fd socket, int option, TimeSpan timeout)
    {
        using var use = socket.Use();
        var timeval = stackalloc long[2];
        timeval[0] = timeout.Ticks / TimeSpan.TicksPerSecond;
        timeval[1] = timeout.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return SysResult.From(Libc.setsockopt(use.Number, Libc.SOL_SOCKET, option, timeval, 2 * sizeof(long)));
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Ka.Web;
using Xunit;

namespace Ka.Tests.Web;

/// <summary>The HTTP server on the loopback address: what it answers, and what it does not put up with.</summary>
public sealed class HttpServerTests : IDisposable
{
    private readonly HttpServer _port = new(new IPEndPoint(IPAddress.Loopback, 0), Answer, _ => { });

    public void Dispose() => _port.Dispose();

    [Fact]
    public void A_page_is_answered_and_the_connection_ends()
    {
        var said = Ask("GET /hello?x=1 HTTP/1.1\r\nHost: a\r\nX-KA-key:  secret \r\n\r\n");
        Assert.StartsWith(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 15\r\nConnection: close\r\n",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\r\nContent-Security-Policy: default-src 'self'; frame-ancestors 'none'",
            said,
            StringComparison.Ordinal
        );
        Assert.EndsWith("\r\n\r\n/hello [secret]", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "405 ")]
    [InlineData("HEAD / HTTP/1.1\r\n\r\n", "405 ")]
    [InlineData("GET /\r\n\r\n", "400 ")]
    [InlineData("GET http://elsewhere/ HTTP/1.1\r\n\r\n", "400 ")]
    [InlineData("ka/2 control\n\r\n\r\n", "400 ")]
    [InlineData("\0\0\0\0\r\n\r\n", "400 ")]
    public void What_is_no_request_for_a_page_is_refused(string words, string status) =>
        Assert.StartsWith("HTTP/1.1 " + status, Ask(words), StringComparison.Ordinal);

    [Fact]
    public void A_giant_request_is_refused_and_not_kept() =>
        Assert.StartsWith("HTTP/1.1 431 ", Ask("GET /" + new string('x', 2_000_000)), StringComparison.Ordinal);

    [Fact]
    public void An_answer_that_fails_ends_that_connection_alone()
    {
        Assert.Equal("", Ask("GET /fail HTTP/1.1\r\n\r\n"));
        Assert.Contains("/again", Ask("GET /again HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_answer_comes_completely_to_who_reads_slowly()
    {
        using var socket = Connect();
        socket.ReceiveBufferSize = 4096;
        socket.Send("GET /large HTTP/1.1\r\n\r\n"u8);
        // Others are served meanwhile.
        Assert.Contains("/meanwhile", Ask("GET /meanwhile HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.InRange(ReadAll(socket).Length, 3_000_000, 3_001_000);
    }

    [Fact]
    public void One_machine_has_some_places_and_the_rest_is_closed()
    {
        var guests = new List<Socket>();
        for (var i = 0; i < 2 * HttpServer.MostPerAddress; i++)
            guests.Add(Connect());
        var closed = 0;
        Until(
            () => (closed = guests.FindAll(guest => guest.Poll(0, SelectMode.SelectRead)).Count) >= HttpServer.MostPerAddress,
            "those beyond its places are closed"
        );
        Assert.Equal(HttpServer.MostPerAddress, closed);
        guests.ForEach(guest => guest.Dispose());
        Until(() => Ask("GET /room HTTP/1.1\r\n\r\n").Contains("/room", StringComparison.Ordinal), "there is room again");
    }

    [Fact]
    public void Who_trickles_bytes_is_out_after_ten_seconds()
    {
        using var socket = Connect();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            try
            {
                socket.Send("x"u8);
            }
            catch (SocketException)
            {
                break;
            }
            if (socket.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead))
                break;
        }
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(20));
    }

    private static HttpAnswer Answer(HttpRequest request) =>
        request.Path switch
        {
            "/fail" => throw new InvalidOperationException("on purpose"),
            "/large" => HttpAnswer.Of("text/plain", new byte[3_000_000]),
            _ => HttpAnswer.Of("text/plain", Encoding.ASCII.GetBytes($"{request.Path} [{request.Key}]")),
        };

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        socket.Connect(_port.At);
        return socket;
    }

    private string Ask(string words)
    {
        using var socket = Connect();
        try
        {
            socket.Send(Encoding.Latin1.GetBytes(words));
        }
        catch (SocketException)
        {
            // Refused before all of it was said.
        }
        return Encoding.Latin1.GetString(ReadAll(socket));
    }

    private static byte[] ReadAll(Socket socket)
    {
        var all = new List<byte>();
        var buffer = new byte[64 << 10];
        try
        {
            while (socket.Receive(buffer) is > 0 and var count)
                all.AddRange(buffer.AsSpan(0, count));
        }
        catch (SocketException)
        {
            // A reset ends it as well.
        }
        return [.. all];
    }

    private static void Until(Func<bool> condition, string what)
    {
        using var never = new ManualResetEventSlim();
        for (var clock = Stopwatch.StartNew(); !condition(); never.Wait(50))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"it did not come: {what}");
    }
}

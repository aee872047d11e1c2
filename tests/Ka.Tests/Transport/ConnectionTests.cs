using System;
using System.Diagnostics;
using System.Net;
using System.Threading;
using Ka.Coordination;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Transport;

/// <summary>The outgoing queue of a control connection, over the loopback network.</summary>
[Collection(nameof(Receiver.AloneInProcess))]
public sealed class ConnectionTests : IDisposable
{
    private const int Parts = 2_000;

    private static readonly BytePath s_session = BytePath.FromText("room");
    private static readonly Token s_token = Token.Create();
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ServerHandshake _handshake = new([s_session], s_token);
    private readonly Fd _listener = Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Connection _node;
    private readonly Connection _golden;

    public ConnectionTests()
    {
        Connection? golden = null;
        var admitting = new Thread(() => golden = Admit()) { IsBackground = true };
        admitting.Start();
        _node = new ClientHandshake(s_session, s_token).Enter(
            Sockets.LocalEndPoint(_listener),
            BytePath.FromText("node"),
            new Join(1, 7, false)
        );
        Assert.True(admitting.Join(s_patience));
        _golden = golden!;
    }

    public void Dispose()
    {
        _node.Dispose();
        _golden.Dispose();
        _listener.Dispose();
        _handshake.Dispose();
    }

    [Fact]
    public void A_node_that_reads_nothing_delays_no_sender()
    {
        var clock = Stopwatch.StartNew();
        SendPlan();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_node_that_reads_nothing_is_cut_off_and_the_receiver_gets_the_reason()
    {
        SendPlan();
        var clock = Stopwatch.StartNew();
        Assert.False(_golden.TryReceive(out _, out var lost));
        Assert.Contains("has read nothing", lost, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), 3 * Connection.SendLimit);
        Assert.False(_golden.TrySend(new Keepalive()));
        Assert.False(_golden.WaitUntilSent());
    }

    [Fact]
    public void Queued_messages_arrive_in_order_before_the_end()
    {
        SendPlan();
        _golden.Finish();
        Assert.False(_golden.TrySend(new Keepalive()));
        for (var i = 0; i < Parts; i++)
        {
            Assert.True(_node.TryReceive(out var message, out var lost), lost);
            Assert.Equal((uint)i, Assert.IsType<PlanPart>(message).Offset);
        }
        Assert.False(_node.TryReceive(out _, out _));
        Assert.True(_golden.WaitUntilSent());
    }

    [Fact]
    public void A_queue_that_is_full_ends_the_connection()
    {
        SendPlan();
        var sent = Parts;
        while (_golden.TrySend(new Keepalive()))
            Assert.InRange(sent++, 0, Parts + Connection.MostQueued);
        Assert.False(_golden.TryReceive(out _, out var lost));
        Assert.Contains("wait for it to read", lost, StringComparison.Ordinal);
    }

    [Fact]
    public void An_idle_connection_keeps_no_buffer_for_large_messages()
    {
        Assert.True(_golden.TrySend(Part(0)));
        Assert.True(_node.TryReceive(out _, out _));
        Assert.InRange(_node.BufferSize, 0, 4096);
        _node.Dispose();
        Assert.Equal(0, _node.BufferSize);
    }

    /// <summary>A stuck node is cut off before the coordinator gives it up, so that its queue is gone when it joins
    /// again.</summary>
    [Fact]
    public void The_send_limit_is_shorter_than_the_silence_that_loses_a_node() =>
        Assert.True(Connection.SendLimit < Deadlines.Standard.Silence);

    private static PlanPart Part(int offset) => new(WireLimits.Plan, (uint)offset, s_piece);

    private static readonly byte[] s_piece = new byte[WireLimits.PlanPiece];

    // More than the kernel's buffers hold.
    private void SendPlan()
    {
        for (var i = 0; i < Parts; i++)
            Assert.True(_golden.TrySend(Part(i)));
    }

    private Connection Admit()
    {
        Sockets.TryAccept(_listener, out var socket, out var remote).OrThrow("accept", "");
        return _handshake.Admit(socket, remote).Connection;
    }
}

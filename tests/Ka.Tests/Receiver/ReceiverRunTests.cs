using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using Ka.Coordination;
using Ka.Linux;
using Ka.Receiver;
using Ka.Sender;
using Ka.Tests.Transport;
using Xunit;

namespace Ka.Tests.Receiver;

/// <summary>Tests that count descriptors of the process, or wait for threads, run while no other test does.</summary>
[CollectionDefinition(nameof(AloneInProcess), DisableParallelization = true)]
public sealed class AloneInProcess;

/// <summary>A node's run against a golden node on the loopback address that refuses it.</summary>
[Collection(nameof(AloneInProcess))]
public sealed class ReceiverRunTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly IPEndPoint _server;
    private readonly SessionRouter _golden;

    public ReceiverRunTests()
    {
        _server = LoopbackServers.FreePort();
        // The session is known, and no run serves it.
        _golden = new SessionRouter(IPAddress.Loopback, (ushort)_server.Port, null, BytePath.FromText("room"));
    }

    public void Dispose() => _golden.Dispose();

    [Fact]
    public void A_refused_node_fails_and_its_listeners_are_told_why()
    {
        var events = new ConcurrentQueue<NodeRunEvent>();
        Assert.Equal(ReceiverOutcome.Failed, Run(events.Enqueue));
        var end = Assert.IsType<NodeRunEvent.Ended>(events.Last());
        Assert.Contains("is not served at the moment", end.Reason, StringComparison.Ordinal);
        var later = Assert.Single(events.OfType<NodeRunEvent.NotYet>());
        Assert.EndsWith("is not served at the moment, asking again in 5 s", later.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_leaves_no_descriptor_open()
    {
        Run();
        // A finalizer would hide what was not disposed of.
        Assert.True(GC.TryStartNoGCRegion(100 << 20));
        try
        {
            var before = Descriptors();
            for (var i = 0; i < 5; i++)
                Run();
            // The golden node's side is closed by a thread of its own.
            using var never = new ManualResetEventSlim();
            for (var clock = Stopwatch.StartNew(); Descriptors() > before && clock.Elapsed < s_patience; )
                never.Wait(TimeSpan.FromMilliseconds(100));
            Assert.InRange(Descriptors(), 0, before);
        }
        finally
        {
            GC.EndNoGCRegion();
        }

        static int Descriptors() => Directory.EnumerateFiles("/proc/self/fd").Count(IsSocketOrEvent);
    }

    [Fact]
    public void A_listener_that_blocks_does_not_hold_up_the_run()
    {
        using var released = new ManualResetEventSlim();
        var events = new ConcurrentQueue<NodeRunEvent>();
        var node = new Thread(() => Run(_ => released.Wait(), events.Enqueue)) { IsBackground = true };
        node.Start();
        var isOver = node.Join(s_patience);
        released.Set();
        Assert.True(isOver, "the run still waits for its listener");
        Assert.IsType<NodeRunEvent.Ended>(events.Last());
    }

    private static bool IsSocketOrEvent(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget is { } target
                && (
                    target.StartsWith("socket:", StringComparison.Ordinal) || target.Contains("eventfd", StringComparison.Ordinal)
                );
        }
        catch (IOException)
        {
            // It was closed meanwhile.
            return false;
        }
    }

    private ReceiverOutcome Run(params Action<NodeRunEvent>[] listeners)
    {
        var options = new ReceiverOptions
        {
            Session = BytePath.FromText("room"),
            Server = _server,
            Bind = IPAddress.Loopback,
            Window = 16 << 20,
            SearchPatience = TimeSpan.FromMilliseconds(200),
        };
        using var run = new ReceiverRun(options, ReceiverTarget.Command(BytePath.FromText("cat > /dev/null")), listeners);
        return run.Run();
    }
}

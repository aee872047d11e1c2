using System;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Relay;
using Ka.SealedStream;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Relay;

/// <summary>Real relays on the loopback interface, each with a window much smaller than the stream.</summary>
public sealed class RelayChainTests
{
    private const int Length = 20_000_000;

    private static readonly Bytes32 s_chainKey = Bytes32.Random();
    private static readonly Bytes32 s_dataKey = Bytes32.Random();

    [Fact]
    public void A_stream_passes_a_chain_and_every_node_reads_it()
    {
        using var golden = new Machine(0, isLast: false);
        using var first = new Machine(1, isLast: false);
        using var last = new Machine(2, isLast: true);
        last.Relay.ConnectParent(2, 1, first.Address);
        first.Relay.ConnectParent(1, 0, golden.Address);
        StreamEnd? sent = null;
        var received = new StreamEnd?[2];

        Thread[] threads =
        [
            new(() => sent = Send(golden.Window)),
            new(() => received[0] = Receive(first.Window)),
            new(() => received[1] = Receive(last.Window)),
        ];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "the stream did not arrive");

        Assert.Equal(Length, sent!.PlainLength);
        Assert.All(received, end => Assert.Equal(sent, end));
    }

    private static StreamEnd Send(Window window)
    {
        using var pipeline = new SealingPipeline(
            s_dataKey,
            Compression.None,
            2,
            chunk =>
            {
                window.Append(chunk);
                return 0;
            }
        );
        var writer = new StreamWriter(pipeline, 1, new StreamBegin(BytePath.FromText("noise"), StreamKind.File, Length));
        var random = new Random(1);
        for (var left = Length; left > 0; )
        {
            var span = writer.GetSpan();
            span = span[..Math.Min(span.Length, left)];
            random.NextBytes(span);
            writer.Advance(span.Length);
            left -= span.Length;
        }
        var end = writer.Complete(unreadable: 0, changed: 0);
        StreamWriter.EndRun(pipeline, 1);
        pipeline.Drain();
        return end;
    }

    private static StreamEnd? Receive(Window window)
    {
        using var opener = new ChunkOpener(s_dataKey);
        var reader = new StreamReader(new WindowReader(window), opener);
        reader.BeginNext();
        while (!reader.Next().IsEmpty) { }
        return reader.BeginNext() is null ? reader.LastEnd : null;
    }

    private sealed class Machine : IDisposable
    {
        private readonly Wakeup _wakeup = new();
        private readonly Fd _listener = DataPort.Open(IPAddress.Loopback, 0, out _);

        public Machine(uint id, bool isLast)
        {
            Window = new Window(3 << 20, _wakeup, hasLocalReader: id > 0);
            Address = Sockets.LocalEndPoint(_listener);
            Relay = new StreamRelay(new RelayOptions(1, id, s_chainKey, ChildExpected: !isLast), Window, _listener, OnEvent);
        }

        public Window Window { get; }

        public IPEndPoint Address { get; }

        public StreamRelay Relay { get; }

        public void Dispose()
        {
            Window.Close("the test is over");
            Relay.Dispose();
            Window.Dispose();
            _listener.Dispose();
            _wakeup.Dispose();
        }

        private void OnEvent(RelayEvent happened)
        {
            if (happened is RelayEvent.ChildRequested asked)
                Relay.Answer(asked.Request, AttachStatus.Accepted);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Chain;
using Ka.Coordination;
using Ka.Linux;
using Ka.Sealing;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>Source to window: a thread drives the producer, the sealing line fills the window.</summary>
internal sealed class StreamPump : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<IStreamProducer> _producers;
    private readonly Window _window;
    private readonly SealingLine _line;
    private readonly Action<object> _post;
    private readonly Thread _thread;
    private SealedStreamWriter? _writer;
    private long _before;

    /// <param name="relay">The one that empties the window.</param>
    /// <param name="post">Gets a <see cref="Completed"/> or a <see cref="Failed"/>, once; must not block.</param>
    public StreamPump(
        IReadOnlyList<IStreamProducer> producers, Window window, Relay relay, Bytes32 key, Compression compression, Action<object> post)
    {
        _producers = producers;
        _window = window;
        _post = post;
        _line = new SealingLine(key, compression, Math.Clamp(Environment.ProcessorCount, 1, 8), chunk =>
        {
            window.Append(chunk);
            return window.Head - relay.Sent;
        });
        _thread = new Thread(Run) { Name = "producer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Everything is sealed and in the window or past it.</summary>
    public sealed record Completed(IReadOnlyList<GoldenStream> Streams, ProducerReport Report, long End);

    public sealed record Failed(string Reason);

    /// <summary>Given by the producers so far. Read by any thread.</summary>
    public long PlainBytes => Volatile.Read(ref _before) + (Volatile.Read(ref _writer)?.Length ?? 0);

    /// <summary>No thread of it is left.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The window must be broken first, or the source be at its end: then the threads end by themselves. One that
    /// hangs in a read of a terminal or a dead disk is left behind.</summary>
    public void Dispose()
    {
        foreach (var producer in _producers)
            producer.Cancel();
        if (!_thread.Join(s_patience))
            return;
        _line.Dispose();
        IsOver = true;
    }

    private void Run()
    {
        try
        {
            var streams = new List<GoldenStream>();
            var report = ProducerReport.Clean;
            foreach (var producer in _producers)
                streams.Add(Send(producer, (uint)streams.Count + 1, ref report));
            SealedStreamWriter.SubmitRunRecord(_line, ChunkKind.EndOfRun, new RunEnd((uint)streams.Count).Encode());
            _line.Drain();
            _post(new Completed(streams, report, _window.Head));
        }
        catch (Exception e)
        {
            // The thread's boundary: a source that fails is the run's failure, whatever it is.
            _post(new Failed(e.Message));
        }
    }

    private GoldenStream Send(IStreamProducer producer, uint number, ref ProducerReport report)
    {
        var writer = new SealedStreamWriter(_line, number, new StreamBegin(producer.Name, producer.Kind, producer.ExpectedLength, producer.Partition));
        Volatile.Write(ref _writer, writer);
        var own = producer.Produce(writer);
        report = report.With(own);
        var end = writer.Complete(own.Unreadable, own.Changed);
        producer.Sealed(end);
        Volatile.Write(ref _writer, null);
        Volatile.Write(ref _before, _before + end.PlainLength);
        return new GoldenStream(number, producer.Name, end);
    }
}

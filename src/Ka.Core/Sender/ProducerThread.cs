using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Relay;
using Ka.Runtime;
using Ka.SealedStream;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>Reads the source on a thread of its own and fills the window through the sealing pipeline.</summary>
internal sealed class ProducerThread : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<IStreamProducer> _producers;
    private readonly Window _window;
    private readonly SealingPipeline _pipeline;
    private readonly Action<ProducerResult> _post;
    private readonly WorkerThread _thread;
    private StreamWriter? _writer;
    private long _before;

    /// <param name="relay">Empties the window.</param>
    /// <param name="post">Gets one result; must not block.</param>
    public ProducerThread(
        IReadOnlyList<IStreamProducer> producers,
        StreamRelay relay,
        SealingKey sealing,
        Action<ProducerResult> post
    )
    {
        _producers = producers;
        _window = relay.Window;
        _post = post;
        _pipeline = new SealingPipeline(
            sealing.Key,
            sealing.Compression,
            Math.Clamp(Environment.ProcessorCount, 1, 8),
            chunk =>
            {
                _window.Append(chunk);
                return _window.Positions.Head - relay.Sent;
            }
        );
        _thread = WorkerThread.Start("producer", Run, failure => _post(new ProducerResult.Failed(failure.Message)));
    }

    /// <summary>Plain bytes given by the producers so far. Any thread.</summary>
    public long PlainBytes => Volatile.Read(ref _before) + (Volatile.Read(ref _writer)?.Length ?? 0);

    /// <summary>True when no thread is left.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Ends the threads. The window must be closed before, or the source at its end. A thread that hangs in a read of a
    /// terminal or a dead disk is left behind.</summary>
    public void Dispose()
    {
        foreach (var producer in _producers)
            producer.Cancel();
        if (!_thread.Join(s_patience))
            return;
        _pipeline.Dispose();
        IsOver = true;
    }

    private void Run()
    {
        var streams = new List<SentStream>();
        var report = SourceReport.Clean;
        foreach (var producer in _producers)
            streams.Add(Send(producer, (uint)streams.Count + 1, ref report));
        StreamWriter.EndRun(_pipeline, (uint)streams.Count);
        _pipeline.Drain();
        _post(new ProducerResult.Completed(streams, report, _window.Positions.Head));
    }

    private SentStream Send(IStreamProducer producer, uint number, ref SourceReport report)
    {
        var writer = new StreamWriter(
            _pipeline,
            number,
            new StreamBegin(producer.Name, producer.Kind, producer.ExpectedLength, producer.Partition)
        );
        Volatile.Write(ref _writer, writer);
        var own = producer.Produce(writer);
        report = report.With(own);
        var end = writer.Complete(own.Unreadable, own.Changed);
        var sent = new SentStream(number, producer.Name, end) { Contents = producer.Contents ?? writer.Contents };
        producer.Sealed(sent);
        Volatile.Write(ref _writer, null);
        Volatile.Write(ref _before, _before + end.PlainLength);
        return sent;
    }
}

/// <summary>Key and compression of a sealed stream.</summary>
internal readonly record struct SealingKey(Bytes32 Key, Compression Compression);

/// <summary>The end of a producer.</summary>
internal abstract record ProducerResult
{
    private ProducerResult() { }

    /// <summary>Everything is sealed and in the window or past it.</summary>
    /// <param name="End">End of the sealed stream.</param>
    public sealed record Completed(IReadOnlyList<SentStream> Streams, SourceReport Report, long End) : ProducerResult;

    /// <summary>The source cannot be read, or the round is over.</summary>
    public sealed record Failed(string Reason) : ProducerResult;
}

using System;
using System.Threading;
using Ka.Chain;
using Ka.Linux;
using Ka.Sealing;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>Source to window: a thread drives the producer, the sealing line fills the window.</summary>
internal sealed class StreamPump : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly IStreamProducer _producer;
    private readonly Window _window;
    private readonly SealingLine _line;
    private readonly Action<object> _post;
    private readonly Thread _thread;
    private SealedStreamWriter? _writer;

    /// <param name="relay">The one that empties the window.</param>
    /// <param name="post">Gets a <see cref="Completed"/> or a <see cref="Failed"/>, once; must not block.</param>
    public StreamPump(IStreamProducer producer, Window window, Relay relay, Bytes32 key, Compression compression, Action<object> post)
    {
        _producer = producer;
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
    public sealed record Completed(GoldenStream Stream, ProducerReport Report, long End);

    public sealed record Failed(string Reason);

    /// <summary>Given by the producer so far. Read by any thread.</summary>
    public long PlainBytes => Volatile.Read(ref _writer)?.Length ?? 0;

    /// <summary>No thread of it is left.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The window must be broken first, or the source be at its end: then the threads end by themselves. One that
    /// hangs in a read of a terminal or a dead disk is left behind.</summary>
    public void Dispose()
    {
        _producer.Cancel();
        if (!_thread.Join(s_patience))
            return;
        _line.Dispose();
        IsOver = true;
    }

    private void Run()
    {
        try
        {
            const uint stream = 1;
            var writer = new SealedStreamWriter(_line, stream, new StreamBegin(_producer.Name, _producer.Kind, _producer.ExpectedLength));
            Volatile.Write(ref _writer, writer);
            var report = _producer.Produce(writer);
            var end = writer.Complete(report.Unreadable, report.Changed);
            SealedStreamWriter.SubmitRunRecord(_line, ChunkKind.EndOfRun, new RunEnd(stream).Encode());
            _line.Drain();
            _post(new Completed(new GoldenStream(stream, _producer.Name, end), report, _window.Head));
        }
        catch (Exception e)
        {
            // The thread's boundary: a source that fails is the run's failure, whatever it is.
            _post(new Failed(e.Message));
        }
    }
}

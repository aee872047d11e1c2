using System;
using System.Threading;
using Ka.Coordination;
using Ka.Relay;
using Ka.Runtime;
using Ka.SealedStream;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The thread of this node's own copy: opens the window's chunks and feeds the consumer.</summary>
internal sealed class ConsumerThread
{
    private readonly Window _window;
    private readonly Bytes32 _key;
    private readonly IStreamConsumer _consumer;
    private readonly Action<NodeEvent> _post;
    private readonly WorkerThread _thread;
    private StreamReader? _reader;

    /// <param name="post">Is called with <see cref="NodeEvent.StreamBegun"/> and <see cref="NodeEvent.StreamConsumed"/> of each
    /// stream, and at the end with <see cref="NodeEvent.AllConsumed"/> or <see cref="NodeEvent.ConsumerFailed"/>; must not
    /// block.</param>
    public ConsumerThread(Window window, Bytes32 key, IStreamConsumer consumer, Action<NodeEvent> post)
    {
        _window = window;
        _key = key;
        _consumer = consumer;
        _post = post;
        _thread = WorkerThread.Start("local", Run, Fail);
    }

    /// <summary>Plain bytes given to the consumer so far. Any thread.</summary>
    public long PlainBytes => Volatile.Read(ref _reader)?.PlainBytes ?? 0;

    /// <summary>Waits for the end of the thread. The window must be broken, or at its end.</summary>
    /// <returns>false: the consumer still runs.</returns>
    public bool Join(TimeSpan patience) => _thread.Join(patience);

    private void Run()
    {
        using var opener = new ChunkOpener(_key);
        var reader = new StreamReader(new WindowReader(_window), opener);
        Volatile.Write(ref _reader, reader);
        while (reader.BeginNext() is { } stream)
        {
            _post(new NodeEvent.StreamBegun(stream.Name, reader.PlainBytes, stream.ExpectedLength));
            _consumer.Consume(stream, reader);
            var end = reader.LastEnd ?? throw new StreamBrokenException("the consumer left before the end of the stream");
            _post(new NodeEvent.StreamConsumed(new Receipt(reader.Number, stream.Name, end.PlainLength, end.Identity)));
        }
        _consumer.Complete();
        _post(new NodeEvent.AllConsumed());
    }

    // The node failed, and its neighbours need its window.
    private void Fail(Exception failure)
    {
        _window.AbandonLocalReader();
        _post(new NodeEvent.ConsumerFailed(failure.Message));
    }
}

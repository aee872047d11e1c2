using System;
using System.Threading;
using Ka.Chain;
using Ka.Linux;
using Ka.Sealing;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>This node's own copy: a thread opens the window's chunks and feeds the consumer.</summary>
internal sealed class ConsumerThread
{
    private readonly Window _window;
    private readonly Bytes32 _key;
    private readonly IStreamConsumer _consumer;
    private readonly Action<object> _post;
    private readonly Thread _thread;
    private SealedStreamReader? _reader;

    /// <param name="post">Gets <see cref="Begun"/>, <see cref="Consumed"/>, and at the end a <see cref="Completed"/> or a <see cref="Failed"/>; must not block.</param>
    public ConsumerThread(Window window, Bytes32 key, IStreamConsumer consumer, Action<object> post)
    {
        _window = window;
        _key = key;
        _consumer = consumer;
        _post = post;
        _thread = new Thread(Run) { Name = "local", IsBackground = true };
        _thread.Start();
    }

    /// <param name="Before">Plain bytes of the streams before it.</param>
    public sealed record Begun(StreamBegin Stream, long Before);

    /// <summary>A stream is written, and proven to be what was sent.</summary>
    public sealed record Consumed(Receipt Receipt);

    /// <summary>All streams are, and every step after them succeeded.</summary>
    public sealed record Completed;

    public sealed record Failed(string Reason);

    /// <summary>Given to the consumer so far. Read by any thread.</summary>
    public long PlainBytes => Volatile.Read(ref _reader)?.PlainBytes ?? 0;

    /// <summary>The window must be broken, or at its end.</summary>
    /// <returns>false: the consumer hangs; it is left behind.</returns>
    public bool Join(TimeSpan patience) => _thread.Join(patience);

    private void Run()
    {
        try
        {
            using var opener = new ChunkOpener(_key);
            var reader = new SealedStreamReader(_window, opener);
            Volatile.Write(ref _reader, reader);
            while (reader.BeginNext() is { } stream)
            {
                _post(new Begun(stream, reader.PlainBytes));
                _consumer.Consume(stream, reader);
                var end = reader.LastEnd ?? throw new StreamBrokenException("the consumer left before the end of the stream");
                _post(new Consumed(new Receipt(reader.Number, stream.Name, end.PlainLength, end.Hash)));
            }
            _consumer.Complete();
            _post(new Completed());
        }
        catch (Exception e)
        {
            // The thread's boundary: whatever the consumer died of, the node failed, and its neighbours need its window.
            _window.AbandonLocalReader();
            _post(new Failed(e.Message));
        }
    }
}

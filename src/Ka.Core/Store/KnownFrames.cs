using System.Collections.Generic;

namespace Ka.Store;

/// <summary>Frames that are stored already, by the SHA-256 of their plain bytes. Thread-safe.</summary>
internal sealed class KnownFrames
{
    private readonly Dictionary<Sum256, KnownFrame> _frames = [];

    /// <summary>Adds every frame of an image.</summary>
    /// <exception cref="StoreException">Its tables are damaged.</exception>
    public void AddAll(StoredImage image)
    {
        for (var stream = 0; stream < image.Record.Streams.Count; stream++)
        {
            var frames = image.Frames(stream);
            for (var i = 0; i < frames.Count; i++)
                Add(frames[i].PlainSum, new KnownFrame(image.PathOf(frames.PathOf(i)), frames.SumOf(i)));
        }
    }

    public void Add(Sum256 plain, KnownFrame frame)
    {
        lock (_frames)
            _frames.TryAdd(plain, frame);
    }

    public KnownFrame? Find(Sum256 plain)
    {
        lock (_frames)
            return _frames.GetValueOrDefault(plain);
    }
}

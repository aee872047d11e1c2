using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Wire;

namespace Ka.Tests.SealedStream;

/// <summary>A sealed run in memory, and where its chunks end.</summary>
internal sealed class SealedRun : ISealedSource
{
    private int _position;

    private SealedRun(byte[] bytes, List<int> ends) => (Bytes, Ends) = (bytes, ends);

    public static Bytes32 Key { get; } = Bytes32.Random();

    public byte[] Bytes { get; }

    public List<int> Ends { get; }

    /// <summary>Seals the streams named 1, 2 ...</summary>
    public static SealedRun Of(params byte[][] streams) =>
        Of(pipeline =>
        {
            for (var i = 0; i < streams.Length; i++)
                Write(pipeline, (uint)i + 1, streams[i]);
            StreamWriter.EndRun(pipeline, (uint)streams.Length);
        });

    /// <summary>Seals what is submitted.</summary>
    public static SealedRun Of(Action<SealingPipeline> write)
    {
        var bytes = new List<byte>();
        var ends = new List<int>();
        using var pipeline = new SealingPipeline(
            Key,
            Compression.None,
            2,
            chunk =>
            {
                bytes.AddRange(chunk);
                ends.Add(bytes.Count);
                return 0;
            }
        );
        write(pipeline);
        pipeline.Drain();
        return new SealedRun([.. bytes], ends);
    }

    public ReadOnlySpan<byte> Peek(int length) => Bytes.AsSpan(_position, length);

    public void Advance(int length) => _position += length;

    private static void Write(SealingPipeline pipeline, uint number, ReadOnlySpan<byte> plain)
    {
        var writer = new StreamWriter(pipeline, number, new StreamBegin(BytePath.FromText($"{number}"), StreamKind.File, null));
        while (!plain.IsEmpty)
        {
            var span = writer.GetSpan();
            var count = Math.Min(span.Length, plain.Length);
            plain[..count].CopyTo(span);
            writer.Advance(count);
            plain = plain[count..];
        }
        writer.Complete(unreadable: 0, changed: 2);
    }
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.Net;

namespace Ka.Reporting;

/// <summary>The output of commands on several nodes, put together to whole lines for each of them. Not thread-safe.</summary>
internal sealed class OutputLines
{
    // A line that does not end is shown in pieces.
    private const int MostBytes = 64 << 10;

    private readonly Dictionary<string, ArrayBufferWriter<byte>> _begun = [];

    /// <summary>Gives every line that is whole now, without its end.</summary>
    public void Add(IPAddress node, int stream, ReadOnlySpan<byte> bytes, Action<byte[]> show)
    {
        var begun = BegunOf(node, stream);
        while (bytes.IndexOf((byte)'\n') is var end && (end >= 0 || begun.WrittenCount + bytes.Length > MostBytes))
        {
            begun.Write(end >= 0 ? bytes[..end] : bytes);
            bytes = end >= 0 ? bytes[(end + 1)..] : [];
            show(begun.WrittenSpan.ToArray());
            begun.ResetWrittenCount();
        }
        begun.Write(bytes);
    }

    /// <summary>Gives what came after the last line's end.</summary>
    public void Finish(IPAddress node, int stream, Action<byte[]> show)
    {
        var begun = BegunOf(node, stream);
        if (begun.WrittenCount > 0)
            show(begun.WrittenSpan.ToArray());
        _begun.Remove(KeyOf(node, stream));
    }

    private ArrayBufferWriter<byte> BegunOf(IPAddress node, int stream)
    {
        if (!_begun.TryGetValue(KeyOf(node, stream), out var begun))
            _begun[KeyOf(node, stream)] = begun = new ArrayBufferWriter<byte>();
        return begun;
    }

    private static string KeyOf(IPAddress node, int stream) => $"{node} {stream}";
}

using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using Ka.Linux;
using Ka.Operator;
using Ka.Wire;

namespace Ka.Tests.Logs;

/// <summary>Keeps what a node said.</summary>
internal sealed class WatchReport : ILogReport
{
    private readonly MemoryStream[] _said = [new(), new()];

    public ConcurrentQueue<string> Events { get; } = [];

    public ConcurrentQueue<string> Lines { get; } = [];

    public string Said(int stream)
    {
        lock (_said)
            return Encoding.UTF8.GetString(_said[stream - 1].ToArray());
    }

    public void Follows(IPAddress node, BytePath host, long line) => Events.Enqueue($"follows from {line}");

    public void Line(IPAddress node, long number, string text) => Lines.Enqueue(text);

    public void Missed(IPAddress node, long lines) => Events.Enqueue($"missed {lines}");

    public void Lost(IPAddress node, string reason) => Events.Enqueue($"lost: {reason}");

    public void Output(IPAddress node, int stream, System.ReadOnlySpan<byte> bytes)
    {
        lock (_said)
            _said[stream - 1].Write(bytes);
    }

    public void Ended(IPAddress node, CommandEnd end, int status) => Events.Enqueue($"{end} {status}");

    public void Failed(IPAddress node, string reason) => Events.Enqueue($"failed: {reason}");
}

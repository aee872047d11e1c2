using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Logs;
using Ka.Operator;
using Ka.Runs;
using Ka.TestKit;
using Ka.Transport;
using Xunit;

namespace Ka.Tests.Operator;

/// <summary>The recorder of nodes' logs, with a log server on the loopback address as the node.</summary>
public sealed class NodeLogRecorderTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TempDir _home = new();
    private readonly Token _token = Token.Create();
    private readonly LogBuffer _log = new(42);
    private readonly LogServer _server;
    private readonly RunDirectory _directory;
    private readonly NodeLogRecorder _recorder;
    private volatile string _complaint = "";
    private long _excess = -1;

    public NodeLogRecorderTests()
    {
        _server = new LogServer(new IPEndPoint(IPAddress.Any, 0), _log, _token, null, _ => { });
        _directory = new RunStore(BytePath.FromText(_home.TextIn("runs"))).Create(DateTime.UtcNow);
        _recorder = new NodeLogRecorder(_token, (ushort)_server.At.Port, _directory, complaint => _complaint = complaint)
        {
            Excess = () => Volatile.Read(ref _excess),
        };
    }

    public void Dispose()
    {
        _server.Dispose();
        _recorder.End();
        _home.Dispose();
    }

    [Fact]
    public void A_released_node_that_is_followed_again_has_each_line_once()
    {
        _log.Append("first");
        _recorder.Follow(IPAddress.Loopback);
        Until(() => Lines().Contains("first"));
        // Still connected: nobody may write beside its successor.
        _recorder.Release(IPAddress.Loopback);
        _recorder.Follow(IPAddress.Loopback);
        Until(() => Lines().Count(line => line == "first") == 2);
        for (var i = 0; i < 500; i++)
            _log.Append($"line {i}");
        Until(() => Lines().Contains("line 499"));
        // Readers get what they have not read.
        _server.Dispose();
        _recorder.End();
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => $"line {i}"),
            Lines().Where(line => line.StartsWith("line ", StringComparison.Ordinal))
        );
        Assert.Equal("", _complaint);
    }

    [Fact]
    public void A_node_that_comes_while_descriptors_are_short_is_not_recorded_and_it_is_said()
    {
        Volatile.Write(ref _excess, 1);
        _recorder.Follow(IPAddress.Loopback);
        Assert.StartsWith("log of 127.0.0.1: not recorded, file descriptors are short", _complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptors_that_the_run_needs_later_come_back_from_the_nodes_that_came_last()
    {
        var second = IPAddress.Parse("127.0.0.2");
        _log.Append("first");
        foreach (var node in new[] { IPAddress.Loopback, second })
        {
            _recorder.Follow(node);
            Until(() => Lines(node).Contains("first"));
        }
        // One node has two descriptors.
        Interlocked.Exchange(ref _excess, 2);
        Until(() => _complaint.Length > 0);
        Interlocked.Exchange(ref _excess, 0);
        Assert.StartsWith("the logs of 1 nodes are not recorded any further", _complaint, StringComparison.Ordinal);
        Until(() => Lines(second)[^1].StartsWith("--- not followed any further", StringComparison.Ordinal));

        _log.Append("later");
        Until(() => Lines().Contains("later"));
        Assert.DoesNotContain("later", Lines(second));
    }

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, s_patience));

    private string[] Lines(IPAddress? node = null)
    {
        var path = _directory.PathOf(NodeLogRecorder.NameOf(node ?? IPAddress.Loopback)).ToString();
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }
}

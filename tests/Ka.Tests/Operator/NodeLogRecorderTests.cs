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
    private string _complaint = "";

    public NodeLogRecorderTests()
    {
        _server = new LogServer(new IPEndPoint(IPAddress.Loopback, 0), _log, _token, null, _ => { });
        _directory = new RunStore(BytePath.FromText(_home.TextIn("runs"))).Create(DateTime.UtcNow);
        _recorder = new NodeLogRecorder(_token, (ushort)_server.At.Port, _directory, complaint => _complaint = complaint);
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
    public void Half_of_the_descriptors_stay_for_the_run_and_it_is_said()
    {
        var limit = OpenFiles.Limit;
        OpenFiles.SetSoftLimit(OpenFiles.Count() * 3 / 2).OrThrow("setrlimit", "");
        try
        {
            _recorder.Follow(IPAddress.Loopback);
        }
        finally
        {
            OpenFiles.SetSoftLimit(limit).OrThrow("setrlimit", "");
        }
        Assert.Contains("descriptors are short", _complaint, StringComparison.Ordinal);
    }

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, s_patience));

    private string[] Lines()
    {
        var path = _directory.PathOf(NodeLogRecorder.NameOf(IPAddress.Loopback)).ToString();
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }
}

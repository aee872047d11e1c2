using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Operator;
using Ka.Reporting;
using Ka.Runs;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Reporting;

/// <summary>What a run leaves behind on a disk that takes nothing for a while: a named pipe without a reader.</summary>
public sealed class RunRecordTests : IDisposable
{
    /// <summary>More than wait for the disk.</summary>
    private const int Events = 12_000;

    private readonly TempDir _home = new();
    private readonly ConcurrentQueue<string> _said = [];

    public void Dispose() => _home.Dispose();

    [Fact]
    public void The_report_is_written_after_a_disk_that_was_too_slow_and_what_is_missing_is_counted()
    {
        var directory = new RunStore(BytePath.FromText(_home.TextIn("runs"))).Create(DateTime.UtcNow);
        using var disk = new Fifo(directory.PathOf(RunDirectory.Events).ToString());
        var record = new RunRecord(directory, new NodeLogRecorder(null, 1, directory, _ => { }), _said.Enqueue);

        for (var i = 0; i < Events; i++)
            record.Report(new RunEvent.Rejected($"host {i}"));
        record.Report(new RunEvent.Ended(new RunReport([], [])));
        var reader = disk.ReadUntil("\"end\"");
        record.Dispose();

        Assert.True(reader.Join(TimeSpan.FromSeconds(20)));
        Assert.NotNull(directory.TryRead(RunDirectory.Report));
        Assert.Contains("events are missing", Assert.Single(_said), StringComparison.Ordinal);
    }
}

using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Manifests.Comparison;
using Ka.Sender;
using Ka.TestKit;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Sender;

/// <summary>A manifest appears when it is whole, and one that cannot be written harms nothing.</summary>
public sealed class RunManifestsTests : IDisposable
{
    private static readonly SentStream s_sent = new(1, default, new StreamEnd(5, 7, Complete: true, 0, 0));

    private readonly TempDir _home = new();
    private readonly BytePath _tree;
    private readonly ConcurrentQueue<string> _warnings = new();

    public RunManifestsTests()
    {
        _tree = _home.Make("tree");
        File.WriteAllText(_home.TextIn("tree/file"), "contents");
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Of_each_round_there_is_a_whole_one_when_it_was_sent()
    {
        File.WriteAllText(_home.TextIn("manifest"), "an older one");
        using (var manifests = new RunManifests(_home.In("manifest"), _warnings.Enqueue))
        {
            var source = StreamSource
                .All([Source(manifests: null), StreamSource.File(_home.In("tree/file"))])
                .Recorded(manifests);
            for (var round = 1; round <= 2; round++)
            {
                var producers = source.Open();
                foreach (var producer in producers)
                {
                    producer.Produce(new ArrayBufferWriter<byte>());
                    producer.Sealed(s_sent);
                }
                // As at the end of every round, whatever became of it.
                foreach (var producer in producers)
                    producer.Cancel();
            }
        }
        Assert.Empty(_warnings);
        foreach (var name in new[] { "manifest", "manifest.2" })
        {
            var summary = ManifestSummary.Read(_home.In(name));
            Assert.Equal((2, 8), (summary.Entries, summary.Bytes));
            Assert.Equal(_home.In("tree/file"), Assert.Single(summary.Streams));
            Assert.Equal("/srv/golden", Assert.Single(summary.Places).ToString());
        }
    }

    [Fact]
    public void Of_a_round_that_was_broken_off_there_is_none_nor_the_older_one()
    {
        File.WriteAllText(_home.TextIn("manifest"), "an older one");
        using (var manifests = new RunManifests(_home.In("manifest"), _warnings.Enqueue))
        {
            var producer = Source(manifests).Open().Single();
            Assert.Equal("an older one", File.ReadAllText(_home.TextIn("manifest")));
            producer.Produce(new ArrayBufferWriter<byte>());
            producer.Cancel();
            producer.Sealed(s_sent);
        }
        Assert.Equal(["tree"], Directory.GetFileSystemEntries(_home.Text).Select(Path.GetFileName));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void That_it_cannot_be_written_is_said_once()
    {
        using (var manifests = new RunManifests(_home.In("no/such/place"), _warnings.Enqueue))
        {
            var producer = Source(manifests).Open().Single();
            Assert.Equal(0, producer.Produce(new ArrayBufferWriter<byte>()).Unreadable);
            producer.Sealed(s_sent);
        }
        Assert.Contains("ENOENT", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    private StreamSource Source(RunManifests? manifests) =>
        StreamSource.Tree(_tree, [], BytePath.FromText("/srv/golden")).Recorded(manifests);
}

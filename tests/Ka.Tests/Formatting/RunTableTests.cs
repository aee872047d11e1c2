using System;
using System.Linq;
using System.Net;
using Ka.Formatting;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Formatting;

/// <summary>The table as it stands on terminals.</summary>
public sealed class RunTableTests
{
    [Fact]
    public void At_80_columns_a_row_has_what_matters()
    {
        var lines = RunTable.Draw(View(3), 79);
        Assert.Equal("NODE        STAGE           CHAIN POSITION   MB/s      LAG     ETA NOTE", lines[0]);
        Assert.Equal("10.77.0.1   receiving       1      1.90 GB  110.0   100 MB    0:19 step 1", lines[1]);
        Assert.Equal("[###########.............]  47%  1.90 GB  110 MB/s  1:35  ETA 0:19  3 receiving", lines[^1]);
        Assert.Equal(5, lines.Count);
    }

    [Fact]
    public void At_132_columns_it_has_names_and_parents()
    {
        var lines = RunTable.Draw(View(3), 131);
        Assert.StartsWith("NODE        HOST  STAGE           CHAIN FROM        POSITION", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("10.77.0.1   node1 receiving       1     golden node", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("10.77.0.2   node2 receiving       2     10.77.0.1", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 3)]
    [InlineData(79, 22)]
    [InlineData(131, 48)]
    [InlineData(500, 5000)]
    public void No_line_is_wider_and_no_table_higher_than_the_screen(int width, int height)
    {
        var lines = RunTable.Draw(View(64), width, height);
        Assert.InRange(lines.Count, 3, Math.Min(height, 66));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.All(lines, line => Assert.All(line, letter => Assert.InRange(letter, ' ', '~')));
    }

    [Fact]
    public void When_there_is_no_room_those_that_need_attention_come_first_and_the_rest_is_counted()
    {
        var rows = View(64).Rows.ToArray();
        rows[40] = rows[40] with { Stage = NodeStage.Failed };
        rows[50] = rows[50] with { Demotions = 1 };
        rows[3] = rows[3] with { Stage = NodeStage.Done };
        var lines = RunTable.Draw(View(64) with { Rows = rows }, 79, 10);
        Assert.Equal(10, lines.Count);
        Assert.StartsWith("10.77.0.41 ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("10.77.0.51 ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("10.77.0.1 ", lines[3], StringComparison.Ordinal);
        Assert.Equal("and 57 more: 56 receiving, 1 done", lines[8]);
    }

    [Fact]
    public void Otherwise_they_stand_as_in_the_chain()
    {
        var rows = View(3).Rows.ToArray();
        rows[0] = rows[0] with { Place = 3 };
        rows[2] = rows[2] with { Place = 1, Stage = NodeStage.Failed };
        var lines = RunTable.Draw(View(3) with { Rows = rows }, 79);
        Assert.Equal(["10.77.0.3", "10.77.0.2", "10.77.0.1"], lines.Skip(1).Take(3).Select(line => line.Split(' ')[0]));
    }

    private static RunView View(int nodes) =>
        new(
            new RunSummary
            {
                Phase = RunPhase.Sending,
                Rows = (ushort)nodes,
                Elapsed = TimeSpan.FromSeconds(95),
                SlowestBytes = 1_900_000_000,
                ExpectedBytes = 4_000_000_000,
                Rate = 110_000_000,
                Left = 19,
            },
            [
                .. Enumerable
                    .Range(1, nodes)
                    .Select(node => new NodeRow
                    {
                        Node = (uint)node,
                        Address = IPAddress.Parse($"10.77.0.{node}"),
                        Host = BytePath.FromText($"node{node}"),
                        Stage = NodeStage.Receiving,
                        Place = (uint)node,
                        Parent = (uint)node - 1,
                        Position = 1_900_000_000,
                        Rate = 110_000_000,
                        Lag = 100_000_000,
                        Left = 19,
                        Word = $"step {node}",
                    }),
            ]
        );
}

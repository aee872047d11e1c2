using System;
using System.Collections.Generic;
using System.Text;
using Ka.Wire;

namespace Ka.Formatting;

/// <summary>A run's board as lines for a terminal: a row for each node, and the bar.</summary>
public static class RunTable
{
    private const int WideFrom = 110;
    private const int MostHost = 16;
    private const int LeastAddress = 11;

    /// <summary>Everything: header, rows in the order of the board, the bar.</summary>
    public static IReadOnlyList<string> Draw(RunView view, int width) => Draw(view, width, int.MaxValue);

    /// <summary>The table in at most <paramref name="height"/> lines (three at least) of at most <paramref name="width"/>
    /// columns.</summary>
    /// <remarks>When not all nodes fit, those that need attention come first, and the last row counts the others.</remarks>
    public static IReadOnlyList<string> Draw(RunView view, int width, int height)
    {
        var shown = new List<NodeRow>(view.Rows);
        var room = Math.Max(1, height - 2);
        var isCut = shown.Count > room;
        // Both orders keep what is equal as it came.
        shown.Sort((one, other) => Compare(isCut ? Attention(one) - Attention(other) : 0, one, other));
        var rest = isCut ? shown.GetRange(room - 1, shown.Count - room + 1) : [];
        if (isCut)
            shown.RemoveRange(room - 1, rest.Count);
        var columns = new Columns(view.Rows, width);
        var lines = new List<string>
        {
            Cut(columns.Line("NODE", "HOST", "STAGE", "CHAIN", "FROM", "POSITION", "MB/s", "LAG", "ETA", "NOTE"), width),
        };
        foreach (var row in shown)
            lines.Add(Cut(Line(columns, row, view), width));
        if (isCut)
            lines.Add(Cut($"and {rest.Count} more: {Count(rest)}", width));
        var bar = Bar(view);
        // Without room for the bar, its share is enough.
        lines.Add(
            Cut(
                bar.Length > width && bar[0] == '[' ? bar[(bar.IndexOf(']', StringComparison.Ordinal) + 1)..].TrimStart() : bar,
                width
            )
        );
        return lines;
    }

    /// <summary>The phase and the progress of the run, in one line.</summary>
    public static string Bar(RunView view)
    {
        var head = view.Head;
        var tail = view.Rows.Count > 0 ? Count(view.Rows) : "";
        if (head.Repairs > 0)
            tail += $"; {Quantity.Count(head.Repairs, "repair", "repairs")}";
        if (head.Demotions > 0)
            tail += $"; {Quantity.Count(head.Demotions, "demotion", "demotions")}";
        return head.Phase switch
        {
            RunPhase.Gathering =>
                $"waiting for {Quantity.Count(head.Expected, "node", "nodes")}{(tail.Length > 0 ? ": " : "")}{tail}",
            RunPhase.Asking => $"the operator is asked: {tail}",
            RunPhase.Making => $"disks are made: {tail}",
            RunPhase.Restarting => $"waiting for clones to boot: {tail}",
            RunPhase.Ended => $"{head.Outcome}: {tail}",
            _ => ProgressBar.Draw(
                new ProgressBar.Figures(head.SlowestBytes, head.ExpectedBytes, head.Elapsed)
                {
                    Rate = head.Rate,
                    Left = head.Left is { } left ? TimeSpan.FromSeconds(left) : null,
                },
                tail
            ),
        };
    }

    /// <summary>A stage in one word, as it stands in events, metrics and on the page.</summary>
    public static string Word(NodeStage stage) =>
        stage switch
        {
            NodeStage.Booting => "booting",
            NodeStage.Waiting => "waiting",
            NodeStage.Fits => "fits",
            NodeStage.Unfit => "unfit",
            NodeStage.Making => "making",
            NodeStage.Made => "made",
            NodeStage.Receiving => "receiving",
            NodeStage.Preparing => "preparing",
            NodeStage.Installed => "installed",
            NodeStage.NextRound => "next-round",
            NodeStage.Done => "done",
            NodeStage.Incomplete => "incomplete",
            NodeStage.Failed => "failed",
            NodeStage.Booted => "booted",
            NodeStage.NotBooted => "not-booted",
            _ => "gone",
        };

    /// <inheritdoc cref="Word(NodeStage)"/>
    public static string Word(RunPhase phase) =>
        phase switch
        {
            RunPhase.Gathering => "gathering",
            RunPhase.Asking => "asking",
            RunPhase.Making => "making",
            RunPhase.Sending => "sending",
            RunPhase.Restarting => "restarting",
            _ => "ended",
        };

    /// <summary>The rank of a node by need of attention, smallest first: failed, slow, moving, waiting, finished.</summary>
    private static int Attention(NodeRow row) =>
        row.Stage switch
        {
            NodeStage.Failed or NodeStage.Incomplete or NodeStage.Gone or NodeStage.Unfit or NodeStage.NotBooted => 0,
            NodeStage.NextRound => 1,
            _ when row.Demotions > 0 && row.Stage is not (NodeStage.Done or NodeStage.Booted) => 1,
            NodeStage.Receiving or NodeStage.Preparing or NodeStage.Making => 2,
            NodeStage.Done or NodeStage.Installed or NodeStage.Booted => 4,
            _ => 3,
        };

    private static int Compare(int first, NodeRow one, NodeRow other) =>
        first != 0 ? first
        : one.Place != other.Place
            ? (one.Place == 0 ? uint.MaxValue : one.Place).CompareTo(other.Place == 0 ? uint.MaxValue : other.Place)
        : one.Address.GetAddressBytes().AsSpan().SequenceCompareTo(other.Address.GetAddressBytes()) is not 0 and var order ? order
        : one.Node.CompareTo(other.Node);

    private static string Line(Columns columns, NodeRow row, RunView view)
    {
        var isMoving = row.Stage == NodeStage.Receiving;
        return columns.Line(
            row.Address.ToString(),
            row.Host.ToString(),
            row.Steps > 0 ? $"{Word(row.Stage)} {row.Step}/{row.Steps}" : Word(row.Stage),
            row.Place > 0 ? $"{row.Place}" : "-",
            row.Place > 0 ? Parent(row, view) : "-",
            row.Position > 0 ? Quantity.Bytes(row.Position) : "-",
            isMoving ? (row.Rate / 1e6).ToString("F1", System.Globalization.CultureInfo.InvariantCulture) : "-",
            isMoving ? Quantity.Bytes(row.Lag) : "-",
            row.Left is { } left ? Quantity.Clock(TimeSpan.FromSeconds(left)) : "-",
            row.Word
        );
    }

    private static string Parent(NodeRow row, RunView view)
    {
        if (row.Parent == 0)
            return "golden node";
        foreach (var other in view.Rows)
            if (other.Node == row.Parent)
                return other.Address.ToString();
        return "-";
    }

    private static string Count(IReadOnlyList<NodeRow> rows)
    {
        var line = new StringBuilder();
        for (var stage = NodeStage.Booting; stage <= NodeStage.NotBooted; stage++)
        {
            var count = 0;
            foreach (var row in rows)
                count += row.Stage == stage ? 1 : 0;
            if (count > 0)
                line.Append(line.Length > 0 ? ", " : "").Append(count).Append(' ').Append(Word(stage));
        }
        return line.ToString();
    }

    private static string Cut(string line, int width) => line.Length > width ? line[..width] : line;

    /// <summary>The width of each column. Host and parent are shown where there is room for them.</summary>
    private sealed class Columns
    {
        private readonly bool _isWide;
        private readonly int _address = LeastAddress;
        private readonly int _host = 4;

        public Columns(IReadOnlyList<NodeRow> rows, int width)
        {
            _isWide = width >= WideFrom;
            foreach (var row in rows)
            {
                _address = Math.Max(_address, row.Address.ToString().Length);
                _host = Math.Clamp(row.Host.ToString().Length, _host, MostHost);
            }
        }

        public string Line(params ReadOnlySpan<string> cells)
        {
            var line = new StringBuilder();
            Add(line, cells[0], _address);
            if (_isWide)
                Add(line, cells[1], _host);
            Add(line, cells[2], 15);
            Add(line, cells[3], 5);
            if (_isWide)
                Add(line, cells[4], _address);
            for (var i = 5; i < 9; i++)
                Add(
                    line,
                    cells[i],
                    i == 6 ? 6
                        : i == 8 ? 7
                        : 8,
                    isRight: true
                );
            return line.Append(cells[9]).ToString().TrimEnd();
        }

        private static void Add(StringBuilder line, string text, int width, bool isRight = false)
        {
            var cell = text.Length > width ? text[..width] : text;
            line.Append(isRight ? cell.PadLeft(width) : cell.PadRight(width)).Append(' ');
        }
    }
}

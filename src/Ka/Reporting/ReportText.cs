using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Formatting;

namespace Ka.Reporting;

/// <summary>A run's last lines, for people. The figures and their order are those that users of the KA method know.</summary>
internal static class ReportText
{
    /// <param name="quiet">Only what went wrong, the nodes, and the last line.</param>
    public static IReadOnlyList<string> Lines(RunReport report, bool quiet)
    {
        var lines = new List<string>();
        foreach (var round in report.Rounds)
            Add(lines, round, report.Rounds.Count > 1 ? $"round {round.Number}: " : "", quiet);
        foreach (var node in report.Nodes)
        {
            var round = node.Round > 1 ? $" in round {node.Round}" : "";
            var why = node.Boot is { IsBooted: false } boot ? boot.Reason : node.Reason;
            var reason = why.Length > 0 ? $": {why}" : "";
            lines.Add($"node {node.Name.Id} {node.Name.Address} ({node.Name.Host}) {VerdictOf(report, node)}{round}{reason}");
        }
        foreach (var slow in report.SlowNodes)
            lines.Add($"node {slow.Node.Id} {slow.Node.Address} {Place(slow)} after {Quantity.Seconds(slow.After)}: {slow}");
        if (report.Failure.Length > 0)
            lines.Add($"ka: {report.Failure}");
        if (report.IsUntouched)
            lines.Add("ka: no disk was touched");
        if (report.Missing > 0)
            lines.Add($"{Quantity.Count(report.Missing, "node", "nodes")} never came");
        var hashes = report
            .Rounds.SelectMany(round => round.Streams)
            .Where(stream => stream.Contents is not null)
            .Select(stream => $"{stream.Contents:x32}")
            .Distinct()
            .ToList();
        var hash = hashes.Count > 0 && report.Done > 0 ? $", xxh3-128 {string.Join(" and ", hashes)}" : "";
        lines.Add($"{report.Done} of {Quantity.Count(report.Nodes.Count + report.Missing, "node", "nodes")} done{hash}");
        if (report.Nodes.Any(node => node.Boot is not null))
            lines.Add(
                $"{report.Nodes.Count(node => node.Boot is { IsBooted: true })} of "
                    + $"{Quantity.Count(report.Done, "clone", "clones")} booted"
            );
        return lines;
    }

    private static string VerdictOf(RunReport report, RunReport.Node node) =>
        (report.IsUntouched, node.Boot) switch
        {
            (true, _) => "UNTOUCHED",
            (_, { IsBooted: true }) => "BOOTED",
            (_, { IsBooted: false }) => "DONE, NOT BOOTED",
            _ => node.Verdict.ToString().ToUpperInvariant(),
        };

    private static void Add(List<string> lines, RunReport.Round round, string which, bool quiet)
    {
        if (round.Source.Unreadable > 0)
            lines.Add($"{which}NOT COMPLETE: {Quantity.Count(round.Source.Unreadable, "entry", "entries")} could not be read");
        if (quiet)
            return;
        if (round.Source.Changed > 0)
            lines.Add($"{which}{Quantity.Count(round.Source.Changed, "file", "files")} changed while being read");
        if (round.Times.Transfer == System.TimeSpan.Zero)
            return;
        lines.Add(
            $"{which}Total data sent = {Quantity.Bytes(round.Sent.PlainBytes)} "
                + $"({Quantity.Bytes(round.Sent.SealedBytes)} on the wire)"
        );
        lines.Add(
            $"{which}Transfer time = {Quantity.Seconds(round.Times.Transfer)}, throughput = "
                + $"{Quantity.Rate(round.Sent.PlainBytes, round.Times.Transfer)}"
        );
        lines.Add($"{which}The pipeline was emptied in {Quantity.Seconds(round.Times.Drain)}");
    }

    private static string Place(SlowNodeDecision slow) =>
        $"was {(slow.IsLeftBehind ? "left behind" : "moved to the end of the chain")} in round {slow.Round}";
}

using System;
using System.Globalization;
using System.Text;
using Ka.Formatting;
using Ka.Wire;

namespace Ka.Web;

/// <summary>A run's board in Prometheus' text format, version 0.0.4.</summary>
public sealed class MetricsText
{
    /// <summary>The content type for HTTP.</summary>
    public const string Type = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private readonly RunView _view;

    private MetricsText(RunView view) => _view = view;

    public static byte[] Of(RunView view)
    {
        var text = new MetricsText(view);
        text.AddRun();
        text.AddNodes();
        return Encoding.UTF8.GetBytes(text._text.ToString());
    }

    private void AddRun()
    {
        var head = _view.Head;
        Begin("ka_run_phase", "gauge", "1 for what the run does now, 0 for all else.");
        for (var phase = RunPhase.Gathering; phase <= RunPhase.Restarting; phase++)
            _text.Append(
                $"ka_run_phase{{session=\"{Escape(head.Session.ToString())}\",phase=\"{RunTable.Word(phase)}\"}} "
                    + $"{(head.Phase == phase ? 1 : 0)}\n"
            );
        One("ka_run_round", "gauge", "The round that runs, or ran last; 0 before the first.", head.Round);
        One("ka_run_nodes_expected", "gauge", "Nodes that the first round waits for.", head.Expected);
        One("ka_run_nodes_done", "gauge", "Nodes that are done.", head.Done);
        One("ka_run_nodes_failed", "gauge", "Nodes that failed, are gone, or do not fit the plan.", head.Failed);
        One("ka_run_repairs_total", "counter", "How often a node lost its parent and was given one again.", head.Repairs);
        One("ka_run_demotions_total", "counter", "Number of times that a slow node was moved or left behind.", head.Demotions);
        One("ka_round_elapsed_seconds", "gauge", "Since the round began.", head.Elapsed.TotalSeconds);
        One("ka_round_bytes", "gauge", "Bytes read from the source in this round.", head.Bytes);
        if (head.ExpectedBytes is { } expected)
            One("ka_round_expected_bytes", "gauge", "Bytes that the source will have given; of a tree an estimate.", expected);
        One("ka_round_sealed_bytes", "gauge", "What ka_round_bytes were on the wire.", head.SealedBytes);
        One("ka_round_slowest_bytes", "gauge", "Bytes that the slowest living node has consumed.", head.SlowestBytes);
    }

    private void AddNodes()
    {
        Begin("ka_node_stage", "gauge", "1 for the stage that a node is in; others are not listed.");
        foreach (var row in _view.Rows)
            _text.Append($"ka_node_stage{{{Labels(row)},stage=\"{RunTable.Word(row.Stage)}\"}} 1\n");
        Each("ka_node_chain_place", "gauge", "Place in the chain, from 1; 0 in none.", row => row.Place);
        Each("ka_node_position_bytes", "gauge", "Bytes that a node consumed in this round.", row => row.Position);
        Each("ka_node_received_bytes", "gauge", "Sealed bytes that a node holds of this round.", row => row.Received);
        Each("ka_node_rate_bytes_per_second", "gauge", "What a node consumes.", row => row.Rate);
        Each("ka_node_lag_bytes", "gauge", "Bytes by which a node is behind the node that is furthest.", row => row.Lag);
        Each("ka_node_repairs_total", "counter", "How often a node lost its parent.", row => row.Repairs);
        Each(
            "ka_node_demotions_total",
            "counter",
            "Number of times that a node was moved or left behind because it was slow.",
            row => row.Demotions
        );
    }

    private void Begin(string name, string type, string help) => _text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void One(string name, string type, string help, double value)
    {
        Begin(name, type, help);
        _text.Append($"{name} {value.ToString("R", CultureInfo.InvariantCulture)}\n");
    }

    private void Each(string name, string type, string help, Func<NodeRow, long> value)
    {
        Begin(name, type, help);
        foreach (var row in _view.Rows)
            _text.Append($"{name}{{{Labels(row)}}} {value(row).ToString(CultureInfo.InvariantCulture)}\n");
    }

    private static string Labels(NodeRow row) =>
        $"id=\"{row.Node}\",node=\"{row.Address}\",name=\"{Escape(row.Host.ToString())}\"";

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}

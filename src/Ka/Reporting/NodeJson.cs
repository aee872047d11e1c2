using System;
using System.Text.Json;
using Ka.Coordination;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>A node's run as JSON lines: docs/json-events.md.</summary>
internal sealed class NodeJson(JsonLineWriter lines)
{
    /// <summary>Writes the line of an event. One thread.</summary>
    public void Report(NodeRunEvent happened)
    {
        switch (happened)
        {
            case NodeRunEvent.Judged e:
                lines.Write("judged", json => InstallJson.Write(json, e.Verdict));
                break;
            case NodeRunEvent.Stepped e:
                lines.Write("step", json => InstallJson.Write(json, e.Step));
                break;
            default:
                var (name, fields) = Row(happened);
                lines.Write(name, json => Write(json, fields));
                break;
        }
    }

    private static (string Name, (string Key, object? Value)[] Fields) Row(NodeRunEvent happened) =>
        happened switch
        {
            NodeRunEvent.Searching e => ("searching", [("session", e.Session.ToString())]),
            NodeRunEvent.NotYet e => ("notYet", [("reason", e.Reason)]),
            NodeRunEvent.Joined e => ("joined", [("server", $"{e.Server}"), ("id", e.Id)]),
            NodeRunEvent.ServerLost e => ("serverLost", [("reason", e.Reason)]),
            NodeRunEvent.Rejoined e => ("rejoined", [("server", $"{e.Server}")]),
            NodeRunEvent.Waiting e => ("waiting", [("joined", e.Present), ("expected", e.Expected)]),
            NodeRunEvent.Proceeding => ("proceeding", []),
            NodeRunEvent.Printed e => ("printed", [("line", e.Line)]),
            NodeRunEvent.Started e => ("started", [("index", e.Index), ("total", e.Total)]),
            NodeRunEvent.StreamBegun e => ("stream", [("name", e.Name.ToString())]),
            NodeRunEvent.Progressed e => (
                "progress",
                [
                    ("elapsed", Seconds(e.Elapsed)),
                    ("bytes", e.PlainBytes),
                    ("sealedBytes", e.SealedBytes),
                    ("expectedBytes", e.ExpectedBytes),
                ]
            ),
            NodeRunEvent.ParentLost e => (
                "parentLost",
                [("position", e.Position), ("cause", Cause(e.Cause)), ("reason", e.Reason)]
            ),
            NodeRunEvent.LeftBehind e => ("leftBehind", [("reason", e.Reason)]),
            NodeRunEvent.Failed e => ("failed", [("reason", e.Reason), ("relaying", e.IsRelaying)]),
            NodeRunEvent.WaitingForDisks => ("waitingForDisks", []),
            NodeRunEvent.Dropped e => ("dropped", [("events", e.Count)]),
            NodeRunEvent.Ended e => (
                "end",
                [
                    ("state", e.IsDone ? "done" : "failed"),
                    ("reason", e.Reason),
                    ("bytes", e.PlainBytes),
                    ("seconds", Seconds(e.Elapsed)),
                    ("nodesDone", e.NodesDone),
                    ("nodesTotal", e.NodesTotal),
                ]
            ),
            _ => throw new System.Diagnostics.UnreachableException(happened.GetType().Name),
        };

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    private static string Cause(ParentLossReason cause) => cause.ToString().ToLowerInvariant();

    private static void Write(Utf8JsonWriter json, (string Key, object? Value)[] fields)
    {
        foreach (var (key, value) in fields)
        {
            json.WritePropertyName(key);
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case long number:
                    json.WriteNumberValue(number);
                    break;
                case uint number:
                    json.WriteNumberValue(number);
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                default:
                    json.WriteStringValue((string)value);
                    break;
            }
        }
    }
}

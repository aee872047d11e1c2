using System;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Ka.Coordination.Events;
using Ka.Formatting;
using Ka.Linux;

namespace Ka.Reporting;

/// <summary>A run on the golden node, for programs: docs/json-events.md.</summary>
internal sealed class SenderJson(JsonLineWriter lines)
{
    public void Report(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.Listening e:
                lines.Write(
                    "listening",
                    json =>
                    {
                        json.WriteString("session", e.Session.ToString());
                        json.WriteString("control", e.Control.ToString());
                        json.WriteNumber("expected", e.Expected);
                        json.WriteBoolean("open", e.IsOpen);
                    }
                );
                break;
            case RunEvent.NodeJoined e:
                lines.Write(
                    "joined",
                    json =>
                    {
                        Node(json, e.Node);
                        json.WriteNumber("joined", e.Joined);
                        json.WriteNumber("expected", e.Expected);
                        json.WriteNumber("round", e.Round);
                    }
                );
                break;
            case RunEvent.NodeDescribed e:
                lines.Write("inventory", json => Describe(json, e));
                break;
            case RunEvent.NodeJudged e:
                lines.Write(
                    "judged",
                    json =>
                    {
                        Node(json, e.Node);
                        InstallJson.Write(json, e.Verdict);
                    }
                );
                break;
            case RunEvent.NodeStepped e:
                lines.Write(
                    "step",
                    json =>
                    {
                        Node(json, e.Node, withName: false);
                        InstallJson.Write(json, e.Step);
                    }
                );
                break;
            case RunEvent.NodeReached e:
                lines.Write(
                    "stage",
                    json =>
                    {
                        Node(json, e.Node, withName: false);
                        json.WriteString("stage", RunTable.Word(e.Stage));
                        Reason(json, e.Reason);
                    }
                );
                break;
            case RunEvent.NodeAttached e:
                lines.Write(
                    "parent",
                    json =>
                    {
                        Node(json, e.Node, withName: false);
                        json.WriteNumber("parent", e.Parent);
                    }
                );
                break;
            case RunEvent.NodeEnded e:
                lines.Write(
                    "nodeEnd",
                    json =>
                    {
                        Node(json, e.Node);
                        json.WriteString("state", e.Verdict.ToString().ToLowerInvariant());
                        json.WriteString("reason", e.Reason);
                    }
                );
                break;
            case RunEvent.BootsAwaited e:
                lines.Write(
                    "bootsAwaited",
                    json =>
                    {
                        json.WriteNumber("nodes", e.Nodes);
                        json.WriteNumber("patience", Seconds(e.Patience));
                    }
                );
                break;
            case RunEvent.NodeBooted e:
                lines.Write(
                    "booted",
                    json =>
                    {
                        Node(json, e.Node);
                        json.WriteNumber("after", Seconds(e.After));
                        BootJson.Write(json, e.Report);
                    }
                );
                break;
            case RunEvent.NodeNotBooted e:
                lines.Write(
                    "notBooted",
                    json =>
                    {
                        Node(json, e.Node);
                        json.WriteString("reason", e.Reason);
                    }
                );
                break;
            case RunEvent.Rejected e:
                lines.Write("turnedAway", json => json.WriteString("reason", e.Reason));
                break;
            case RunEvent.ToldToGo e:
                lines.Write(
                    "go",
                    json =>
                    {
                        json.WriteString("address", e.Address.ToString());
                        json.WriteString("name", e.Host.ToString());
                    }
                );
                break;
            case RunEvent.Started e:
                lines.Write(
                    "started",
                    json =>
                    {
                        json.WriteNumber("round", e.Round);
                        json.WriteNumber("nodes", e.Nodes);
                        json.WriteStartArray("streams");
                        foreach (var stream in e.Streams)
                            json.WriteStringValue(stream.ToString());
                        json.WriteEndArray();
                    }
                );
                break;
            case RunEvent.Progressed e:
                lines.Write("progress", json => Progress(json, e));
                break;
            case RunEvent.NodeChanged e:
                lines.Write(
                    "node",
                    json =>
                    {
                        Node(json, e.Node, withName: false);
                        json.WriteString("what", e.What);
                        json.WriteString("change", e.Change.ToString().ToLowerInvariant());
                    }
                );
                break;
            case RunEvent.NodeReturned e:
                lines.Write("returned", json => Node(json, e.Node));
                break;
            case RunEvent.NetworkLost e:
                lines.Write("networkLost", json => json.WriteNumber("patience", Seconds(e.Patience)));
                break;
            case RunEvent.NetworkBack e:
                lines.Write("networkBack", json => json.WriteNumber("silence", Seconds(e.Silence)));
                break;
            case RunEvent.Dropped e:
                lines.Write("dropped", json => json.WriteNumber("events", e.Events));
                break;
            case RunEvent.AllJudged e:
                lines.Write(
                    "asked",
                    json =>
                    {
                        json.WriteBoolean("late", e.IsLate);
                        json.WriteStartArray("nodes");
                        foreach (var (node, _) in e.Verdicts)
                            json.WriteNumberValue(node.Id);
                        json.WriteEndArray();
                    }
                );
                break;
            case RunEvent.SourceNoted e:
                lines.Write("source", json => json.WriteString("note", e.Note));
                break;
            case RunEvent.Ended e:
                lines.Write("end", json => End(json, e.Report));
                break;
        }
    }

    private static void Describe(Utf8JsonWriter json, RunEvent.NodeDescribed e)
    {
        var found = e.Inventory;
        Node(json, e.Node);
        json.WriteString("firmware", found.Firmware.ToString().ToLowerInvariant());
        json.WriteBoolean("secureBoot", found.SecureBoot);
        json.WriteNumber("memory", found.Memory);
        json.WriteNumber("processors", found.Processors);
        json.WriteString("processor", found.Processor.ToString());
        json.WriteNumber("devices", found.Devices);
        json.WriteStartArray("interfaces");
        foreach (var card in found.Interfaces)
        {
            json.WriteStartObject();
            json.WriteString("name", card.Name.ToString());
            json.WriteString("address", card.Address.ToString());
            json.WriteString("driver", card.Driver.ToString());
            json.WriteNumber("speed", card.Speed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("disks");
        foreach (var disk in found.Disks)
        {
            json.WriteStartObject();
            json.WriteString("name", disk.Name.ToString());
            json.WriteString("model", disk.Model.ToString());
            json.WriteString("serial", disk.Serial.ToString());
            json.WriteString("transport", disk.Transport.ToString());
            json.WriteNumber("size", disk.Size);
            json.WriteNumber("sectorSize", disk.SectorSize);
            json.WriteBoolean("removable", disk.Removable);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Progress(Utf8JsonWriter json, RunEvent.Progressed e)
    {
        json.WriteNumber("elapsed", Seconds(e.Elapsed));
        json.WriteNumber("bytes", e.Source.PlainBytes);
        if (e.Source.ExpectedBytes is { } expected)
            json.WriteNumber("expectedBytes", expected);
        else
            json.WriteNull("expectedBytes");
        json.WriteNumber("slowestBytes", e.SlowestBytes);
        json.WriteNumber("nodes", e.Nodes);
        json.WriteNumber("nodesDone", e.NodesDone);
        json.WriteNumber("sealedBytes", e.Source.SealedBytes);
        json.WriteStartArray("each");
        foreach (var node in e.Each)
        {
            json.WriteStartObject();
            json.WriteNumber("id", node.Id);
            json.WriteNumber("bytes", node.PlainBytes);
            json.WriteNumber("receivedBytes", node.ReceivedBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The keys of the last event.</summary>
    public static void End(Utf8JsonWriter json, RunReport report)
    {
        json.WriteString("state", report.State.ToString().ToLowerInvariant());
        Reason(json, report.Failure);
        Round(json, report.First, report.Elapsed);
        json.WriteNumber("missing", report.Missing);
        json.WriteStartArray("rounds");
        foreach (var round in report.Rounds)
        {
            json.WriteStartObject();
            json.WriteNumber("round", round.Number);
            Round(json, round, round.Times.Elapsed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("nodes");
        foreach (var node in report.Nodes)
        {
            json.WriteStartObject();
            Node(json, node.Name);
            json.WriteString("state", node.Verdict.ToString().ToLowerInvariant());
            Reason(json, node.Reason);
            json.WriteNumber("round", node.Round);
            json.WriteNumber("bytes", node.PlainBytes);
            if (node.Boot is { } boot)
            {
                json.WriteBoolean("booted", boot.IsBooted);
                json.WriteString("bootReason", boot.Reason);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("demotions");
        foreach (var slow in report.SlowNodes)
        {
            json.WriteStartObject();
            Node(json, slow.Node, withName: false);
            json.WriteNumber("round", slow.Round);
            json.WriteNumber("after", Seconds(slow.After));
            json.WriteBoolean("leftBehind", slow.IsLeftBehind);
            json.WriteNumber("rate", Math.Round(slow.Slowness.Rate));
            json.WriteNumber("othersRate", Math.Round(slow.Slowness.Others));
            json.WriteNumber("cost", Seconds(slow.Slowness.Cost));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Round(Utf8JsonWriter json, RunReport.Round round, TimeSpan elapsed)
    {
        json.WriteNumber("bytes", round.Sent.PlainBytes);
        json.WriteNumber("sealedBytes", round.Sent.SealedBytes);
        json.WriteNumber("seconds", Seconds(elapsed));
        json.WriteNumber("transferSeconds", Seconds(round.Times.Transfer));
        json.WriteNumber("drainSeconds", Seconds(round.Times.Drain));
        json.WriteStartArray("streams");
        foreach (var stream in round.Streams)
        {
            json.WriteStartObject();
            json.WriteString("name", stream.Name.ToString());
            json.WriteNumber("bytes", stream.End.PlainLength);
            json.WriteString("identity", stream.End.Identity.ToString("x32", CultureInfo.InvariantCulture));
            json.WriteString("xxh3_128", stream.Contents?.ToString("x32", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("unreadable", round.Source.Unreadable);
        json.WriteNumber("changed", round.Source.Changed);
    }

    /// <summary>The keys that name a node.</summary>
    private static void Node(Utf8JsonWriter json, NodeIdentity node, bool withName = true)
    {
        json.WriteNumber("id", node.Id);
        json.WriteString("address", node.Address.ToString());
        if (withName)
            json.WriteString("name", node.Host.ToString());
    }

    private static void Reason(Utf8JsonWriter json, string reason)
    {
        if (reason.Length > 0)
            json.WriteString("reason", reason);
        else
            json.WriteNull("reason");
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}

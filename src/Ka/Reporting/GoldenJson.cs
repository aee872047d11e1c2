using System;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Ka.Figures;
using Ka.Golden;
using Ka.Linux;

namespace Ka.Reporting;

/// <summary>A run on the golden node, for programs: docs/json-events.md.</summary>
internal sealed class GoldenJson(JsonLines lines)
{
    public void Report(GoldenEvent happened)
    {
        switch (happened)
        {
            case GoldenEvent.Listening e:
                lines.Write("listening", json =>
                {
                    json.WriteString("session", e.Session.ToString());
                    json.WriteString("control", e.Control.ToString());
                    json.WriteNumber("expected", e.Expected);
                    json.WriteBoolean("open", e.IsOpen);
                });
                break;
            case GoldenEvent.NodeJoined e:
                lines.Write("joined", json =>
                {
                    Node(json, e.Id, e.Address, e.Host);
                    json.WriteNumber("joined", e.Joined);
                    json.WriteNumber("expected", e.Expected);
                    json.WriteNumber("round", e.Round);
                });
                break;
            case GoldenEvent.NodeDescribed e:
                lines.Write("inventory", json => Describe(json, e));
                break;
            case GoldenEvent.NodeJudged e:
                lines.Write("judged", json =>
                {
                    Node(json, e.Id, e.Address, e.Host);
                    InstallJson.Write(json, e.Verdict);
                });
                break;
            case GoldenEvent.NodeStepped e:
                lines.Write("step", json =>
                {
                    Node(json, e.Id, e.Address);
                    InstallJson.Write(json, e.Step);
                });
                break;
            case GoldenEvent.NodeReached e:
                lines.Write("stage", json =>
                {
                    Node(json, e.Id, e.Address);
                    json.WriteString("stage", BoardTable.Word(e.Stage));
                    Reason(json, e.Reason);
                });
                break;
            case GoldenEvent.NodeAttached e:
                lines.Write("parent", json =>
                {
                    Node(json, e.Id, e.Address);
                    json.WriteNumber("parent", e.Parent);
                });
                break;
            case GoldenEvent.NodeEnded e:
                lines.Write("nodeEnd", json =>
                {
                    Node(json, e.Id, e.Address, e.Host);
                    json.WriteString("state", e.Verdict.ToString().ToLowerInvariant());
                    json.WriteString("reason", e.Reason);
                });
                break;
            case GoldenEvent.TurnedAway e:
                lines.Write("turnedAway", json => json.WriteString("reason", e.Reason));
                break;
            case GoldenEvent.ToldToGo e:
                lines.Write("go", json =>
                {
                    json.WriteString("address", e.Address.ToString());
                    json.WriteString("name", e.Host.ToString());
                });
                break;
            case GoldenEvent.Started e:
                lines.Write("started", json =>
                {
                    json.WriteNumber("round", e.Round);
                    json.WriteNumber("nodes", e.Nodes);
                    json.WriteStartArray("streams");
                    foreach (var stream in e.Streams)
                        json.WriteStringValue(stream.ToString());
                    json.WriteEndArray();
                });
                break;
            case GoldenEvent.Progressed e:
                lines.Write("progress", json => Progress(json, e));
                break;
            case GoldenEvent.NodeChanged e:
                lines.Write("node", json =>
                {
                    Node(json, e.Id, e.Address);
                    json.WriteString("what", e.What);
                    json.WriteString("change", e.Change.ToString().ToLowerInvariant());
                });
                break;
            case GoldenEvent.SourceNoted e:
                lines.Write("source", json => json.WriteString("note", e.Note));
                break;
            case GoldenEvent.Ended e:
                lines.Write("end", json => End(json, e.Report));
                break;
        }
    }

    private static void Describe(Utf8JsonWriter json, GoldenEvent.NodeDescribed e)
    {
        var found = e.Inventory;
        Node(json, e.Id, e.Address, e.Host);
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

    private static void Progress(Utf8JsonWriter json, GoldenEvent.Progressed e)
    {
        json.WriteNumber("elapsed", Seconds(e.Elapsed));
        json.WriteNumber("bytes", e.PlainBytes);
        if (e.ExpectedBytes is { } expected)
            json.WriteNumber("expectedBytes", expected);
        else
            json.WriteNull("expectedBytes");
        json.WriteNumber("slowestBytes", e.SlowestBytes);
        json.WriteNumber("nodes", e.Nodes);
        json.WriteNumber("nodesDone", e.NodesDone);
        json.WriteNumber("sealedBytes", e.SealedBytes);
        json.WriteStartArray("each");
        foreach (var node in e.Each)
        {
            json.WriteStartObject();
            json.WriteNumber("id", node.Id);
            json.WriteNumber("bytes", node.PlainBytes);
            json.WriteNumber("receivedBytes", node.Received);
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
            Round(json, round, round.Elapsed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("nodes");
        foreach (var node in report.Nodes)
        {
            json.WriteStartObject();
            Node(json, node.Id, node.Address, node.Host);
            json.WriteString("state", node.Verdict.ToString().ToLowerInvariant());
            Reason(json, node.Reason);
            json.WriteNumber("round", node.Round);
            json.WriteNumber("bytes", node.PlainBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("demotions");
        foreach (var demotion in report.Demotions)
        {
            json.WriteStartObject();
            Node(json, demotion.Node, demotion.Address);
            json.WriteNumber("round", demotion.Round);
            json.WriteNumber("after", Seconds(demotion.After));
            json.WriteBoolean("leftBehind", demotion.IsLeftBehind);
            json.WriteNumber("rate", Math.Round(demotion.Rate));
            json.WriteNumber("othersRate", Math.Round(demotion.Others));
            json.WriteNumber("cost", Seconds(demotion.Cost));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Round(Utf8JsonWriter json, RunReport.Round round, TimeSpan elapsed)
    {
        json.WriteNumber("bytes", round.PlainBytes);
        json.WriteNumber("sealedBytes", round.SealedBytes);
        json.WriteNumber("seconds", Seconds(elapsed));
        json.WriteNumber("transferSeconds", Seconds(round.Transfer));
        json.WriteNumber("drainSeconds", Seconds(round.Drain));
        json.WriteStartArray("streams");
        foreach (var stream in round.Streams)
        {
            json.WriteStartObject();
            json.WriteString("name", stream.Name.ToString());
            json.WriteNumber("bytes", stream.End.PlainLength);
            json.WriteString("xxh3_128", stream.End.Hash.ToString("x32", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("unreadable", round.Source.Unreadable);
        json.WriteNumber("changed", round.Source.Changed);
    }

    /// <summary>Which node it is about.</summary>
    private static void Node(Utf8JsonWriter json, uint id, IPAddress address, BytePath? name = null)
    {
        json.WriteNumber("id", id);
        json.WriteString("address", address.ToString());
        if (name is { } known)
            json.WriteString("name", known.ToString());
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

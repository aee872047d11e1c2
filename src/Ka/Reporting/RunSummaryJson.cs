using System.Text.Json;
using Ka.Formatting;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>A run's board, for programs: docs/json-events.md.</summary>
internal static class RunSummaryJson
{
    /// <summary>The keys of an object that is open.</summary>
    public static void Write(Utf8JsonWriter json, RunView view)
    {
        var head = view.Head;
        json.WriteString("session", head.Session.ToString());
        json.WriteString("phase", RunTable.Word(head.Phase));
        json.WriteString("outcome", head.Outcome);
        json.WriteNumber("round", head.Round);
        json.WriteNumber("expected", head.Expected);
        json.WriteNumber("done", head.Done);
        json.WriteNumber("failed", head.Failed);
        json.WriteNumber("repairs", head.Repairs);
        json.WriteNumber("demotions", head.Demotions);
        json.WriteNumber("elapsed", System.Math.Round(head.Elapsed.TotalSeconds, 3));
        json.WriteNumber("bytes", head.Bytes);
        Perhaps(json, "expectedBytes", head.ExpectedBytes);
        json.WriteNumber("slowestBytes", head.SlowestBytes);
        json.WriteNumber("sealedBytes", head.SealedBytes);
        json.WriteNumber("rate", head.Rate);
        Perhaps(json, "left", head.Left);
        json.WriteStartArray("nodes");
        foreach (var row in view.Rows)
            Write(json, row);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, NodeRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("id", row.Node);
        json.WriteString("address", row.Address.ToString());
        json.WriteString("name", row.Host.ToString());
        json.WriteStartArray("macs");
        foreach (var mac in row.Macs)
            json.WriteStringValue(mac.ToString());
        json.WriteEndArray();
        json.WriteString("stage", RunTable.Word(row.Stage));
        json.WriteNumber("step", row.Step);
        json.WriteNumber("steps", row.Steps);
        json.WriteNumber("place", row.Place);
        Perhaps(json, "parent", row.Place > 0 ? row.Parent : null);
        json.WriteNumber("round", row.Round);
        json.WriteNumber("bytes", row.Position);
        json.WriteNumber("receivedBytes", row.Received);
        json.WriteNumber("rate", row.Rate);
        json.WriteNumber("lag", row.Lag);
        Perhaps(json, "left", row.Left);
        json.WriteNumber("repairs", row.Repairs);
        json.WriteNumber("demotions", row.Demotions);
        json.WriteString("word", row.Word);
        json.WriteEndObject();
    }

    private static void Perhaps(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}

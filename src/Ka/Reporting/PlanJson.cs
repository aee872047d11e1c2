using System;
using System.Collections.Generic;
using System.Text.Json;
using Ka.Linux;
using Ka.Sender;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>The plan of a run, for its directory: <c>plan.json</c>.</summary>
internal static class PlanJson
{
    public static byte[] Of(SenderOptions run) =>
        JsonLineWriter.Object(json =>
        {
            json.WriteString(
                "started",
                DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)
            );
            json.WriteString("golden", MachineName.Read().ToString());
            json.WriteString("session", run.Session.ToString());
            json.WriteNumber("nodes", run.Nodes);
            json.WriteBoolean("open", run.Token is null);
            if (run.Install is { } install)
                Write(json, InstallPlan.Decode(install.Bytes));
        });

    private static void Write(Utf8JsonWriter json, InstallPlan plan)
    {
        Write(json, "trees", plan.Trees);
        Write(json, "partitions", plan.Partitions);
        Write(json, "excludedDisks", plan.Excluded);
        Write(json, "map", plan.Map);
        json.WriteString("bootLoader", BytePath.FromText(plan.BootLoader).ToString());
        json.WriteBoolean("freshUuids", plan.FreshUuids);
        json.WriteBoolean("keepIdentity", plan.KeepIdentity);
        Write(json, "kept", plan.Kept);
        Write(json, plan.Nodes);
        json.WriteString("accepts", plan.Accepts.Word());
        json.WritePropertyName("layout");
        json.WriteRawValue(plan.Layout.Span);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<PlanNode> nodes)
    {
        json.WriteStartArray("names");
        foreach (var node in nodes)
        {
            json.WriteStartObject();
            json.WriteString("node", node.Node);
            json.WriteString("name", node.Name);
            foreach (var (key, value) in node.Values)
                json.WriteString(key, BytePath.FromText(value).ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, System.Collections.IEnumerable words)
    {
        json.WriteStartArray(name);
        foreach (var word in words)
            json.WriteStringValue(word is string text ? BytePath.FromText(text).ToString() : word.ToString());
        json.WriteEndArray();
    }
}

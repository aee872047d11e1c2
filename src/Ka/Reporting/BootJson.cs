using System.Collections.Generic;
using System.Text.Json;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>The keys of a clone's report: docs/json-events.md.</summary>
internal static class BootJson
{
    public static void Write(Utf8JsonWriter json, BootReport report)
    {
        json.WriteString("hostName", report.Host.ToString());
        json.WriteString("kernel", report.Kernel);
        json.WriteString("rootUuid", report.RootUuid);
        json.WriteString("machineId", report.MachineId);
        Write(json, "failedUnits", report.FailedUnits);
        json.WriteStartArray("interfaces");
        foreach (var card in report.Interfaces)
        {
            json.WriteStartObject();
            json.WriteString("name", card.Name);
            json.WriteString("address", card.Mac);
            Write(json, "addresses", card.Addresses);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Write(json, "hostKeys", report.HostKeys);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

using System.Collections.Generic;
using System.Text.Json;
using Ka.Formatting;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>Verdicts and steps of an installation as JSON: docs/json-events.md.</summary>
internal static class InstallJson
{
    /// <summary>Writes the properties of a step.</summary>
    public static void Write(Utf8JsonWriter json, Step step)
    {
        json.WriteNumber("index", step.Index);
        json.WriteNumber("count", step.Count);
        json.WriteString("kind", step.Kind.Word());
        json.WriteString("subject", step.Subject);
        json.WriteString("detail", step.Detail);
    }

    /// <summary>Writes the properties of a verdict.</summary>
    public static void Write(Utf8JsonWriter json, PlanChecked verdict)
    {
        json.WriteBoolean("fits", verdict.Fits);
        json.WriteStartArray("disks");
        foreach (var disk in verdict.Disks)
            Write(json, disk);
        json.WriteEndArray();
        json.WriteString("hostName", verdict.HostName);
        Write(json, "reasons", verdict.Reasons);
        Write(json, "notes", verdict.Notes);
    }

    private static void Write(Utf8JsonWriter json, DiskMapping disk)
    {
        json.WriteStartObject();
        json.WriteString("golden", disk.Golden);
        json.WriteString("device", disk.Device);
        json.WriteNumber("size", disk.Hardware.Size);
        json.WriteString("transport", disk.Hardware.Transport);
        json.WriteString("model", disk.Hardware.Model);
        json.WriteString("serial", disk.Hardware.Serial);
        json.WriteString("wwn", disk.Hardware.Wwn);
        json.WriteString("state", disk.Now.State.Word());
        json.WriteString("system", disk.Now.System == DiskSystem.Unknown ? "" : disk.Now.System.Word());
        if (disk.Now.Used is { } used)
            json.WriteNumber("used", used);
        else
            json.WriteNull("used");
        json.WriteStartArray("parts");
        foreach (var part in disk.Now.Parts)
        {
            json.WriteStartObject();
            json.WriteString("type", part.Type);
            json.WriteNumber("count", part.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("contents", DiskText.Contents(disk.Now));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray(name);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Kind.Word());
            json.WriteString("subject", finding.Subject);
            json.WriteString("detail", finding.Detail);
            json.WriteString("place", finding.Place);
            json.WriteStartArray("numbers");
            foreach (var number in finding.Numbers)
                json.WriteNumberValue(number);
            json.WriteEndArray();
            json.WriteString("text", VerdictText.Describe(finding));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

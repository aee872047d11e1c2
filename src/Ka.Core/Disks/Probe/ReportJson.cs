using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>The JSON of lsblk, sfdisk, findmnt and lvm, whose versions differ in what is a number and what a word.</summary>
internal static class ReportJson
{
    /// <exception cref="ToolException">It is no JSON.</exception>
    public static T Read<T>(string program, string json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new ToolException($"{program}: its output is not understood: {e.Message}");
        }
    }

    /// <summary>null when it is not there, null or empty.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var text = (value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()).Trim();
        return text.Length == 0 ? null : text;
    }

    public static long? Number(this JsonElement element, string name) =>
        element.Text(name) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>true, "1".</summary>
    public static bool Flag(this JsonElement element, string name) => element.Text(name) is "true" or "1";

    /// <summary>The results of <paramref name="read"/> for the items of a list; empty when the list is missing.</summary>
    public static List<T> Items<T>(this JsonElement element, string name, Func<JsonElement, T> read)
    {
        var items = new List<T>();
        if (element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
            foreach (var item in list.EnumerateArray())
                items.Add(read(item));
        return items;
    }
}

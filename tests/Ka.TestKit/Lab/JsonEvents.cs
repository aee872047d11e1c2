using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Ka.TestKit;

/// <summary>The events that a command with <c>--json</c> writes, one object to a line (docs/json-events.md).</summary>
public static class JsonEvents
{
    /// <summary>What a command has written until now; a line without its end is not counted.</summary>
    /// <exception cref="JsonException">A line is no JSON.</exception>
    public static IReadOnlyList<JsonElement> Of(Child child) => Parse(child.Output.Split('\n')[..^1]);

    /// <summary>Those with this name.</summary>
    /// <inheritdoc cref="Of(Child)" path="/exception"/>
    public static IReadOnlyList<JsonElement> Of(Child child, string name) => [.. Of(child).Where(one => one.Name() == name)];

    /// <summary>The last event, after which none comes.</summary>
    /// <exception cref="JsonException">It is not there.</exception>
    public static JsonElement End(Child child)
    {
        var events = Of(child);
        return events.Count > 0 && events[^1].Name() == "end"
            ? events[^1]
            : throw new JsonException($"no end: {child.Account()}");
    }

    /// <summary>What was written into a file: of a run, or of a command's output.</summary>
    /// <inheritdoc cref="Of(Child)" path="/exception"/>
    public static IReadOnlyList<JsonElement> In(string file) => Parse(File.ReadLines(file));

    /// <summary>The name of an event.</summary>
    public static string Name(this JsonElement one) => one.Text("event");

    /// <summary>Whether it has this name, and this text at a key.</summary>
    public static bool Has(this JsonElement one, string name, string key, string text) =>
        one.Name() == name && one.Text(key) == text;

    /// <summary>The text of a key; empty when it is null.</summary>
    public static string Text(this JsonElement one, string key) => one.GetProperty(key).GetString() ?? "";

    /// <summary>The whole number of a key.</summary>
    public static long Number(this JsonElement one, string key) => one.GetProperty(key).GetInt64();

    private static IReadOnlyList<JsonElement> Parse(IEnumerable<string> lines) =>
        [.. lines.Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}

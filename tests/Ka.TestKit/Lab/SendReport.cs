using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ka.TestKit;

/// <summary>The last event of <c>ka send --json</c>: what was sent, how fast, and what became of every node.</summary>
public sealed record SendReport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary><c>done</c>, <c>partial</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed for every node; null when it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Nodes that were asked for and never came.</summary>
    public int Missing { get; init; }

    /// <summary>Entries of the source that could not be read, in the first round.</summary>
    public long Unreadable { get; init; }

    /// <summary>Entries of the source that changed while they were read, in the first round.</summary>
    public long Changed { get; init; }

    /// <summary>Bytes of the source.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of the sealed stream, as a link carries them.</summary>
    public required long SealedBytes { get; init; }

    /// <summary>From the first byte offered to the last node's receipt.</summary>
    public required double Seconds { get; init; }

    /// <summary>Until the source had been sent.</summary>
    public double TransferSeconds { get; init; }

    /// <summary>From then until the last node had it.</summary>
    public double DrainSeconds { get; init; }

    public required IReadOnlyList<Node> Nodes { get; init; }

    public required IReadOnlyList<Demotion> Demotions { get; init; }

    /// <summary>Every line must be one JSON object with an <c>event</c>; the last one is <c>end</c>.</summary>
    /// <exception cref="JsonException">A line is not, or the last one is another event.</exception>
    public static SendReport Parse(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines.Select(EventName).ToArray();
        if (names.LastOrDefault() != "end")
            throw new JsonException($"the last event is '{names.LastOrDefault()}', not 'end'");
        return JsonSerializer.Deserialize<SendReport>(lines[^1], s_json)!;
    }

    /// <summary>Reads the report of a run's directory.</summary>
    /// <exception cref="JsonException">It is no report.</exception>
    public static SendReport Read(string file) => JsonSerializer.Deserialize<SendReport>(File.ReadAllText(file), s_json)!;

    private static string EventName(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("event").GetString()!;
    }

    /// <summary>One node's part.</summary>
    /// <param name="Id">Its place in the order of joining.</param>
    /// <param name="State"><c>done</c>, <c>failed</c>, or where it was left.</param>
    /// <param name="Reason">Why it is not done; null where it is.</param>
    /// <param name="Bytes">Bytes of the source that it has.</param>
    /// <param name="Round">The last one it was in, from 1.</param>
    public sealed record Node(
        int Id,
        string Address,
        string? Name,
        string State,
        string? Reason,
        [property: JsonPropertyName("bytes")] long Bytes,
        int Round
    );

    /// <summary>A node that dragged.</summary>
    /// <param name="Round">From 1.</param>
    /// <param name="After">Seconds since the round's start.</param>
    /// <param name="LeftBehind">Until the next round; otherwise it was moved to the end of the chain.</param>
    /// <param name="Rate">What it took, in bytes a second.</param>
    /// <param name="OthersRate">What the others could have taken, in bytes a second.</param>
    /// <param name="Cost">Seconds that the others lost by it.</param>
    public sealed record Demotion(
        int Id,
        string Address,
        int Round,
        double After,
        [property: JsonPropertyName("leftBehind")] bool LeftBehind,
        double Rate,
        double OthersRate,
        double Cost
    );
}

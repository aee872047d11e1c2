using System;
using System.Collections.Generic;
using System.Net;
using System.Text.Json;
using Ka.Linux;
using Ka.Runs;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>The nodes of a run that is over, as its events name them.</summary>
internal static class RecordedNodes
{
    private const int MostBytes = 128 << 20;

    /// <summary>A row for each node that joined, with its hardware addresses if it reported them. Lines that are no events are
    /// skipped.</summary>
    public static IReadOnlyList<NodeRow> Of(RunDirectory run)
    {
        List<NodeRow> rows = [];
        _ = Files.TryReadAll(run.PathOf(RunDirectory.Events), out var events, MostBytes);
        for (ReadOnlyMemory<byte> rest = events; rest.Length > 0; )
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = rest[(end < 0 ? rest.Length : end + 1)..];
            if (line.Span.IndexOf("\"joined\""u8) >= 0 || line.Span.IndexOf("\"inventory\""u8) >= 0)
                Add(rows, line);
        }
        return rows;
    }

    private static void Add(List<NodeRow> rows, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            List<MacAddress> macs = [];
            if (root.TryGetProperty("interfaces", out var cards))
                foreach (var card in cards.EnumerateArray())
                    if (MacAddress.TryParse(card.GetProperty("address").GetString(), out var mac))
                        macs.Add(mac);
            rows.Add(
                new NodeRow
                {
                    Address = IPAddress.Parse(root.GetProperty("address").GetString()!),
                    Host = BytePath.FromText(root.GetProperty("name").GetString()!),
                    Macs = macs,
                }
            );
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            // The last line of a run that was killed is not whole.
        }
    }
}

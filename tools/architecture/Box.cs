using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Tools.Architecture;

/// <summary>A box of the picture: a module, or neighbours in the table that share the first part of their name. Lengths are
/// pixels.</summary>
internal sealed class Box
{
    private const int Side = 10;

    private const int TitleLine = 24;

    private const int PartLine = 22;

    private const int UsesLine = 16;

    private readonly IReadOnlyList<ModuleRow> _rows;

    private Box(IReadOnlyList<ModuleRow> rows)
    {
        _rows = rows;
        Name = rows.Count == 1 ? rows[0].Name["Ka.".Length..] : FirstName(rows[0]);
        Parts = [.. rows.Select(row => row.Name).Where(name => name.Count('.') > 1 && rows.Count > 1).Select(LastNames)];
    }

    public string Name { get; }

    /// <summary>Names of the parts, without the box's own. Empty: the module has none.</summary>
    public IReadOnlyList<string> Parts { get; }

    public Layer Layer => _rows[0].Layer;

    /// <summary>The purposes of the modules, a line each.</summary>
    public string Purpose => string.Join('\n', _rows.Select(row => $"{row.Name}: {row.Purpose}"));

    /// <summary>Boxes of the same layer that this one uses, without those that another of them uses.</summary>
    public IReadOnlyList<Box> Below { get; private set; } = [];

    /// <summary>Lines of chips: names of parts.</summary>
    public IReadOnlyList<IReadOnlyList<string>> PartLines { get; private set; } = [];

    /// <summary>Lines that name the modules of lower layers that this one uses.</summary>
    public IReadOnlyList<string> UsesLines { get; private set; } = [];

    public int Width { get; private set; }

    public int Height => TitleLine + 10 + (PartLines.Count * PartLine) + (UsesLines.Count * UsesLine);

    public static int PartsTop => TitleLine + 6;

    public int UsesTop => TitleLine + 3 + (PartLines.Count * PartLine);

    public static int PartHeight => PartLine - 4;

    public static int UsesHeight => UsesLine;

    /// <summary>The boxes of a table, in its order.</summary>
    public static IReadOnlyList<Box> Of(ModuleTable table)
    {
        var boxes = new List<Box>();
        for (var first = 0; first < table.Rows.Count; )
        {
            var end = first + 1;
            while (end < table.Rows.Count && Share(table.Rows[first], table.Rows[end]))
                end++;
            boxes.Add(new Box([.. table.Rows.Skip(first).Take(end - first)]));
            first = end;
        }
        foreach (var box in boxes)
            box.Connect(boxes);
        return boxes;
    }

    private void Connect(IReadOnlyList<Box> boxes)
    {
        var used = boxes.Where(other => other != this && IsUsed(other)).ToList();
        var near = used.Where(other => other.Layer == Layer).ToList();
        Below = [.. near.Where(other => !near.Any(between => between != other && Reaches(between, other)))];
        var lower = _rows.Any(row => row.UsesLowerLayers)
            ? ["all layers below"]
            : used.Where(other => other.Layer != Layer).Select(other => other.Name).ToList();
        Fit(lower);
    }

    private bool IsUsed(Box other) => _rows.Any(row => row.Uses.Any(name => other._rows.Any(theirs => theirs.Name == name)));

    /// <summary>The boxes below are connected before those above: they are before them in the table.</summary>
    private static bool Reaches(Box from, Box to) => from.Below.Any(next => next == to || Reaches(next, to));

    private void Fit(IReadOnlyList<string> lower)
    {
        var parts = Parts.Select(part => TextWidth.Of(part, TextWidth.Small) + Side + 6).ToList();
        var uses = lower.Select(name => TextWidth.Of(name + ", ", TextWidth.Small)).ToList();
        var room = Math.Max(
            Math.Max(TextWidth.Of(Name, TextWidth.Title), 80),
            Math.Max(Room(parts, parts.Sum() > 240 ? 2 : 1), Room(uses, uses.Sum() > 130 ? 2 : 1))
        );
        PartLines = Wrap(Parts, parts, room);
        var lines = Wrap(lower, uses, room);
        UsesLines = [.. lines.Select((line, i) => string.Join(", ", line) + (i < lines.Count - 1 ? "," : ""))];
        Width = room + (2 * Side);
    }

    /// <summary>The least width that takes words on this number of lines, or on one more.</summary>
    private static int Room(List<int> widths, int lines)
    {
        var room = Math.Max(widths.Sum() / lines, widths.DefaultIfEmpty().Max());
        while (Wrap(widths, widths, room).Count > lines)
            room++;
        return room;
    }

    private static List<IReadOnlyList<T>> Wrap<T>(IReadOnlyList<T> words, List<int> widths, int room)
    {
        var lines = new List<IReadOnlyList<T>>();
        var line = new List<T>();
        var used = 0;
        for (var i = 0; i < words.Count; i++)
        {
            if (line.Count > 0 && used + widths[i] > room)
            {
                lines.Add(line);
                (line, used) = ([], 0);
            }
            line.Add(words[i]);
            used += widths[i];
        }
        return line.Count == 0 ? lines : [.. lines, line];
    }

    private static bool Share(ModuleRow one, ModuleRow other) => one.Layer == other.Layer && FirstName(one) == FirstName(other);

    private static string FirstName(ModuleRow row) => row.Name.Split('.')[1];

    private static string LastNames(string name) => string.Join('.', name.Split('.')[2..]);
}

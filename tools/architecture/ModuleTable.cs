using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Ka.Tools.Architecture;

/// <summary>The tables of modules in docs/architecture.md, from the lowest layer up: those of Ka.Core, then those of Ka. The
/// document decides.</summary>
internal sealed partial class ModuleTable
{
    /// <summary>The page, relative to the repository.</summary>
    public const string Document = "docs/architecture.md";

    private const string Everything = "all above";

    private const string LowerLayers = "the layers above";

    private static readonly (string Heading, string Project)[] s_sections =
    [
        ("## Modules of Ka.Core\n", "src/Ka.Core"),
        ("## Modules of Ka\n", "src/Ka"),
    ];

    private readonly List<ModuleRow> _rows = [];

    /// <exception cref="FormatException">The document has no table, or names a module that is not above.</exception>
    public ModuleTable(string document)
    {
        foreach (var (heading, project) in s_sections)
        foreach (Match row in Row().Matches(Section(document, heading)))
            _rows.Add(Read(row, project));
        if (_rows.Count == 0)
            throw new FormatException($"{Document}: no table under '{s_sections[0].Heading}'");
    }

    /// <summary>The rows, the lowest module first.</summary>
    public IReadOnlyList<ModuleRow> Rows => _rows;

    public IEnumerable<string> Names => _rows.Select(row => row.Name);

    public bool Allows(string user, string used) =>
        user == used || (_rows.Find(row => row.Name == user)?.Uses.Contains(used) ?? false);

    /// <summary>The module that a namespace belongs to: the longest row that begins it. Empty: no row does.</summary>
    public string ModuleOf(string space) => Names.Where(name => IsWithin(space, name)).MaxBy(name => name.Length) ?? "";

    /// <summary>A namespace that only holds other modules, as <c>Ka.Disks</c> of <c>Ka.Disks.Plan</c>.</summary>
    public bool IsOnlyAPrefix(string space) => ModuleOf(space).Length == 0 && Names.Any(name => IsWithin(name, space));

    public static bool IsWithin(string space, string name) =>
        space == name || space.StartsWith(name + ".", StringComparison.Ordinal);

    private ModuleRow Read(Match row, string project)
    {
        var cell = row.Groups["uses"].Value.Trim();
        var layer = row.Groups["layer"].Value;
        return new ModuleRow(
            row.Groups["module"].Value,
            new Layer(layer, project),
            row.Groups["is"].Value.Trim(),
            [.. Layers(cell, layer), .. Named(cell, row.Groups["module"].Value)]
        )
        {
            UsesLowerLayers = cell.StartsWith(Everything, StringComparison.Ordinal) || IsLowerLayers(cell),
        };
    }

    private IEnumerable<string> Layers(string cell, string layer) =>
        cell == Everything ? Names
        : IsLowerLayers(cell) ? _rows.Where(row => row.Layer.Name != layer).Select(row => row.Name)
        : [];

    private static bool IsLowerLayers(string cell) => cell.StartsWith(LowerLayers, StringComparison.Ordinal);

    private IReadOnlyList<string> Named(string cell, string module)
    {
        IReadOnlyList<string> named = [.. Quoted().Matches(cell).Select(match => match.Groups[1].Value)];
        var notAbove = named.Where(name => !Names.Any(above => IsWithin(above, name))).ToList();
        // `Ka.Disks` stands for all its modules that are above.
        return notAbove.Count == 0
            ? [.. Names.Where(above => named.Any(name => IsWithin(above, name)))]
            : throw new FormatException($"{module} may use only modules above it, not {string.Join(", ", notAbove)}");
    }

    private static string Section(string document, string heading)
    {
        var start = document.IndexOf(heading, StringComparison.Ordinal);
        var end = start < 0 ? -1 : document.IndexOf("\n## ", start, StringComparison.Ordinal);
        return start < 0 ? "" : document[start..(end < 0 ? document.Length : end)];
    }

    [GeneratedRegex(
        @"^\| *(?<layer>\w+) *\| *`(?<module>Ka(\.\w+)+)` *\|(?<is>[^|]*)\|(?<uses>[^|\n]*)\|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Ka.Tests.Architecture;

/// <summary>The tables of modules in docs/architecture.md, from the lowest layer up: those of Ka.Core, then those of Ka. The
/// document decides.</summary>
internal sealed partial class ModuleTable
{
    private const string Everything = "all above";

    private static readonly string[] s_headings = ["## Modules of Ka.Core\n", "## Modules of Ka\n"];

    private readonly List<Module> _modules = [];

    /// <exception cref="FormatException">The document has no table, or names a module that is not above.</exception>
    public ModuleTable(string document)
    {
        foreach (var heading in s_headings)
        foreach (Match row in Row().Matches(Section(document, heading)))
            _modules.Add(new Module(row.Groups["module"].Value, Uses(row)));
        if (_modules.Count == 0)
            throw new FormatException($"docs/architecture.md: no table under '{s_headings[0]}'");
    }

    public IEnumerable<string> Names => _modules.Select(module => module.Name);

    public bool Allows(string user, string used) =>
        user == used || (_modules.Find(module => module.Name == user)?.Uses.Contains(used) ?? false);

    /// <summary>The module that a namespace belongs to: the longest row that begins it. Empty: no row does.</summary>
    public string ModuleOf(string space) => Names.Where(name => IsWithin(space, name)).MaxBy(name => name.Length) ?? "";

    /// <summary>A namespace that only holds other modules, as <c>Ka.Disks</c> of <c>Ka.Disks.Plan</c>.</summary>
    public bool IsOnlyAPrefix(string space) => ModuleOf(space).Length == 0 && Names.Any(name => IsWithin(name, space));

    public static bool IsWithin(string space, string name) =>
        space == name || space.StartsWith(name + ".", StringComparison.Ordinal);

    private IReadOnlyList<string> Uses(Match row)
    {
        var cell = row.Groups["uses"].Value.Trim();
        IReadOnlyList<string> named =
            cell == Everything ? [.. Names] : [.. Quoted().Matches(cell).Select(m => m.Groups[1].Value)];
        var notAbove = named.Where(name => !Names.Any(above => IsWithin(above, name))).ToList();
        // `Ka.Disks` stands for all its modules that are above.
        return notAbove.Count == 0
            ? [.. Names.Where(above => named.Any(name => IsWithin(above, name)))]
            : throw new FormatException(
                $"{row.Groups["module"].Value} may use only modules above it, not {string.Join(", ", notAbove)}"
            );
    }

    private static string Section(string document, string heading)
    {
        var start = document.IndexOf(heading, StringComparison.Ordinal);
        var end = start < 0 ? -1 : document.IndexOf("\n## ", start, StringComparison.Ordinal);
        return start < 0 ? "" : document[start..(end < 0 ? document.Length : end)];
    }

    [GeneratedRegex(
        @"^\| *\w+ *\| *`(?<module>Ka(\.\w+)+)` *\|[^|]*\|(?<uses>[^|\n]*)\|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    private sealed record Module(string Name, IReadOnlyList<string> Uses);
}

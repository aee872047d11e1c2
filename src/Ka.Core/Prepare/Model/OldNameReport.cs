using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.Linux;

namespace Ka.Prepare.Model;

/// <summary>What is left in a prepared tree of the golden node's names for its disks, and what was not searched for
/// them.</summary>
public sealed record OldNameReport
{
    public IReadOnlyList<OldName> Names { get; init; } = [];

    /// <summary>How many more names were found than are listed.</summary>
    public int NotShown { get; init; }

    /// <summary>Files that were searched.</summary>
    public int Searched { get; init; }

    /// <summary>Files with other bytes than those of a text, which were not searched.</summary>
    public int Binary { get; init; }

    /// <summary>Files that were not searched because of their size.</summary>
    public IReadOnlyList<string> Large { get; init; } = [];

    /// <summary>Files and directories of a past, which programs write anew by themselves; they were not searched.</summary>
    public IReadOnlyList<string> Histories { get; init; } = [];

    /// <summary>Files that could not be read.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>There are more files than are searched.</summary>
    public bool IsCut { get; init; }

    /// <summary>Lines for people.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var name in Names)
            yield return name.ToString();
        if (NotShown > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{NotShown} more old names are not listed");
        var (more, histories) = (IsCut ? ", and there are more" : "", string.Concat(Histories.Select(path => ", " + path)));
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"searched {Searched} files for old names of disks{more}; not searched: {Binary} binary, {Large.Count} over 1 MiB"
        ) + histories;
        foreach (var path in Unreadable)
            yield return $"{BytePath.FromText(path)} cannot be read";
    }
}

/// <summary>A name of the golden node's disks in a file.</summary>
/// <param name="File">The path in the tree.</param>
/// <param name="Line">From 1; 0: the name of the file itself.</param>
/// <param name="Name">As the file has it.</param>
/// <param name="Now">What it is on this machine; empty: nothing here is known for it.</param>
public sealed record OldName(string File, int Line, string Name, string Now)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{BytePath.FromText(File)}{(Line == 0 ? ", its name" : $" line {Line}")}: ")
        + $"{BytePath.FromText(Name)} is the golden node's, "
        + (Now.Length == 0 ? "and not on this machine" : $"and {BytePath.FromText(Now)} here");
}

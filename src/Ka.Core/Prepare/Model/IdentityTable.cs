using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Prepare.Model;

/// <summary>What makes the golden node itself, in three classes. docs/prepare.md has the same table; a test compares
/// them.</summary>
public static class IdentityTable
{
    /// <summary>The name of the row of static addresses.</summary>
    public const string StaticAddress = "static-address";

    public static IReadOnlyList<IdentityRow> All { get; } =
    [.. IdentityOfSystem.Rows, .. IdentityOfServices.MadeAnew, .. IdentityOfServices.OnlyNamed];

    /// <summary>The names that <c>--keep</c> takes.</summary>
    public static IEnumerable<string> KeepNames => from row in All where row.Class == IdentityClass.Kept select row.Name;

    /// <summary>The row of a name.</summary>
    public static IdentityRow Of(string name) => All.First(row => row.Name == name);

    /// <summary>Checks what <c>--keep</c> was given.</summary>
    /// <exception cref="FormatException">There is no such name, or it is made anew always.</exception>
    public static void Demand(IReadOnlyList<string> kept)
    {
        foreach (var name in kept)
            if (!KeepNames.Contains(name))
                throw new FormatException(
                    All.Any(row => row.Name == name && row.Class == IdentityClass.New)
                        ? $"{name} is made anew in every clone"
                        : $"'{BytePath.FromText(name)}' is not one of {string.Join(", ", KeepNames)}"
                );
    }
}

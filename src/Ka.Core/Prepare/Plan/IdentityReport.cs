using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Addresses;
using Ka.Prepare.Model;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>Something of a tree that makes it the golden node, with the files that have it.</summary>
/// <param name="Paths">At least one.</param>
public sealed record IdentityFinding(IdentityRow Row, IReadOnlyList<string> Paths)
{
    /// <summary>A sentence for people.</summary>
    public override string ToString() =>
        $"{Row.What}, {BytePath.FromText(Paths[0])}{(Paths.Count > 1 ? " and more" : "")}: stays the golden node's; "
        + Row.Outcome;
}

/// <summary>What a tree has of <see cref="IdentityTable"/>.</summary>
internal static class IdentityReport
{
    /// <summary>What is only named in a clone: class C.</summary>
    public static IEnumerable<IdentityFinding> Named(RootTree tree)
    {
        foreach (var found in All(tree))
            if (found.Row.Class == IdentityClass.Named)
                yield return found;
    }

    /// <summary>All classes, in the order of the table.</summary>
    public static IEnumerable<IdentityFinding> All(RootTree tree)
    {
        var made = new HashSet<string>();
        foreach (var row in IdentityTable.All)
        {
            var paths = new List<string>();
            if (row.Name == IdentityTable.StaticAddress)
                paths.AddRange(WithStaticAddress(tree));
            else
            {
                foreach (var pattern in row.Paths)
                    paths.AddRange(PathPattern.Find(tree, pattern));
                // A pattern of files that stay can have a file that is made anew.
                if (row.Class == IdentityClass.Named)
                    paths.RemoveAll(made.Contains);
                else
                    made.UnionWith(paths);
            }
            if (row.Name == "iscsi-name" && HasOwnInitiator(tree))
                yield return new IdentityFinding(IdentityTable.Of("iscsi-own-name"), paths);
            else if (paths.Count > 0)
                yield return new IdentityFinding(row, paths);
        }
    }

    private static IEnumerable<string> WithStaticAddress(RootTree tree) =>
        AddressFormats.Find(tree, []).Where(file => file.Setup.IsStatic).Select(file => file.Path).Distinct();

    private static bool HasOwnInitiator(RootTree tree)
    {
        const string File = "/etc/iscsi/initiatorname.iscsi";
        return tree.IsFile(File)
            && IdentitySteps.Initiator(SurrogateEscape.Decode(tree.Read(File))) is { } name
            && !IdentitySteps.IsOfDistribution(name);
    }
}

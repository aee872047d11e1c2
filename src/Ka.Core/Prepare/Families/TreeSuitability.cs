using Ka.Linux;
using Ka.RootTrees;

namespace Ka.Prepare.Families;

/// <summary>Whether a golden tree is of a kind that can be cloned by its files. Any thread.</summary>
public static class TreeSuitability
{
    /// <summary>Why not, with what to do in place of it, in one line; null: it can.</summary>
    /// <param name="root">The tree's root; <c>/</c> for this machine.</param>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public static string? Refusal(BytePath root)
    {
        using var tree = new RootTree(root);
        return Refusal(Distribution.Of(tree), tree);
    }

    internal static string? Refusal(Distribution system, RootTree tree)
    {
        foreach (var row in UnsuitableSystem.Rows)
            if (row.Is(system, tree))
                return row.Sentence(system);
        return null;
    }
}

using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>The templates of a tree: files below <see cref="Place"/> whose path there is their path in a clone.</summary>
public static class NodeTemplates
{
    /// <summary>Where a tree has them.</summary>
    public const string Place = "/etc/ka/nodes.d";

    /// <summary>The paths in a clone of what is rendered.</summary>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static IReadOnlySet<string> Targets(BytePath root)
    {
        using var tree = new RootTree(root);
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var template in Files(tree))
            targets.Add(TargetOf(template));
        return targets;
    }

    /// <summary>The names in a tree's templates, each once.</summary>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static IReadOnlyList<string> Variables(BytePath root)
    {
        using var tree = new RootTree(root);
        return Variables(tree);
    }

    /// <inheritdoc cref="Variables(BytePath)"/>
    internal static IReadOnlyList<string> Variables(RootTree tree)
    {
        var names = new List<string>();
        foreach (var template in Files(tree))
        foreach (var name in TemplateText.Variables(SurrogateEscape.Decode(tree.Read(template))))
            if (!names.Contains(name))
                names.Add(name);
        return names;
    }

    /// <summary>The templates; links are none.</summary>
    internal static IEnumerable<string> Files(RootTree tree)
    {
        foreach (var path in PathPattern.Find(tree, Place + "/**"))
            if (tree.TryStatus(path) is { Kind: FileKind.Regular })
                yield return path;
    }

    internal static string TargetOf(string template) => template[Place.Length..];
}

using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Names;
using Ka.RootTrees;

namespace Ka.Prepare.Model;

/// <summary>Patterns of paths: <c>*</c> is any part of a name, <c>{id}</c> a machine id, <c>/**</c> at the end all that is
/// below.</summary>
internal static class PathPattern
{
    private const string Below = "/**";

    /// <summary>The pattern ends with <c>/**</c>.</summary>
    public static bool IsDeep(string pattern) => pattern.EndsWith(Below, StringComparison.Ordinal);

    /// <summary>The directory of a deep pattern; any other pattern itself.</summary>
    public static string Place(string pattern) => IsDeep(pattern) ? pattern[..^Below.Length] : pattern;

    /// <summary>A path, or part of one, is what a pattern without <c>/**</c> says.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        const string Id = "{id}";
        if (pattern.IndexOf(Id, StringComparison.Ordinal) is >= 0 and var id && !pattern[..id].Contains('*'))
            return text.Length >= id + MachineIds.Length
                && text.StartsWith(pattern[..id], StringComparison.Ordinal)
                && MachineIds.IsId(text.Slice(id, MachineIds.Length))
                && Matches(pattern[(id + Id.Length)..], text[(id + MachineIds.Length)..]);
        var star = pattern.IndexOf('*');
        if (star < 0)
            return pattern.SequenceEqual(text);
        if (!text.StartsWith(pattern[..star]))
            return false;
        for (var rest = text[star..]; ; rest = rest[1..])
        {
            if (Matches(pattern[(star + 1)..], rest))
                return true;
            if (rest.IsEmpty || rest[0] == '/')
                return false;
        }
    }

    /// <summary>What a tree has of a pattern, sorted. Of a deep pattern: everything below that is no directory. Links are
    /// entries, and are not followed below the pattern's directory.</summary>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static IReadOnlyList<string> Find(RootTree tree, string pattern)
    {
        var found = new List<string>();
        var parts = Place(pattern)[1..].Split('/');
        if (IsDeep(pattern))
            foreach (var place in Find(tree, "", parts))
                AddBelow(tree, place, found);
        else
            found.AddRange(Find(tree, "", parts));
        return found;
    }

    private static IEnumerable<string> Find(RootTree tree, string directory, ReadOnlyMemory<string> parts)
    {
        var (name, rest) = (parts.Span[0], parts[1..]);
        foreach (var entry in name.Contains('*', StringComparison.Ordinal) ? tree.List(directory + "/") : [name])
        {
            var path = $"{directory}/{entry}";
            if (!Matches(name, entry) || !Exists(tree, path))
                continue;
            if (rest.IsEmpty)
                yield return path;
            else
                foreach (var found in Find(tree, path, rest))
                    yield return found;
        }
    }

    private static void AddBelow(RootTree tree, string directory, List<string> found)
    {
        if (tree.Resolve(directory) is not { } real || tree.TryStatus(real) is not { Kind: FileKind.Directory })
            return;
        foreach (var name in tree.List(directory))
            if (tree.TryStatus($"{(real == "/" ? "" : real)}/{name}") is { Kind: FileKind.Directory })
                AddBelow(tree, $"{directory}/{name}", found);
            else
                found.Add($"{directory}/{name}");
    }

    /// <summary>Something of that name, a link that leads nowhere included.</summary>
    public static bool Exists(RootTree tree, string path)
    {
        var slash = path.LastIndexOf('/');
        return tree.Resolve(slash == 0 ? "/" : path[..slash]) is { } parent
            && tree.TryStatus($"{(parent == "/" ? "" : parent)}{path[slash..]}") is not null;
    }
}

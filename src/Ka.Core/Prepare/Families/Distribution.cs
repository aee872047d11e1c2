using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Rewrite;
using Ka.RootTrees;

namespace Ka.Prepare.Families;

/// <summary>What a tree says of itself: os-release(5), which every distribution of today has.</summary>
internal sealed record Distribution
{
    private static readonly string[] s_places = ["/etc/os-release", "/usr/lib/os-release"];

    /// <summary><c>ID</c>; empty: the tree has no os-release.</summary>
    public required string Id { get; init; }

    /// <summary>The words of <c>ID_LIKE</c>, the nearest first.</summary>
    public required IReadOnlyList<string> Like { get; init; }

    /// <summary><c>VERSION_ID</c>, such as <c>9.4</c>; empty for a distribution without releases.</summary>
    public required string Version { get; init; }

    /// <summary><c>VARIANT_ID</c>, such as <c>server</c>; mostly empty.</summary>
    public required string Variant { get; init; }

    /// <summary>The name for people, in ASCII.</summary>
    public required string Title { get; init; }

    /// <summary><c>OSTREE_VERSION</c> is set.</summary>
    public required bool IsDeployment { get; init; }

    public required Family Family { get; init; }

    /// <summary><see cref="Id"/>, and <see cref="Like"/> behind it.</summary>
    public IReadOnlyList<string> Words => [Id, .. Like];

    /// <summary>Names that its directory on an EFI system partition may have, the likeliest first.</summary>
    public IReadOnlyList<string> Vendors()
    {
        var found = new List<string>();
        foreach (var word in Words)
        {
            foreach (var vendor in Family.VendorDirectories)
                if (vendor.Id == word)
                    found.Add(vendor.Name);
            if (word.Length > 0)
                found.Add(word);
        }
        return found.Count == 0 ? ["linux"] : found;
    }

    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static Distribution Of(RootTree tree)
    {
        var text = "";
        foreach (var place in s_places)
            if (text.Length == 0 && tree.IsFile(place))
                text = SurrogateEscape.Decode(tree.Read(place));
        string Get(string name) => ShellText.Get(text, name) ?? "";
        var id = Get("ID");
        var like = Get("ID_LIKE").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Distribution
        {
            Id = id,
            Like = like,
            Version = Get("VERSION_ID"),
            Variant = Get("VARIANT_ID"),
            Title = BytePath.FromText(Get("PRETTY_NAME") is { Length: > 0 } title ? title : id).ToString(),
            IsDeployment = Get("OSTREE_VERSION").Length > 0,
            Family = FamilyTable.Find([id, .. like]),
        };
    }

    /// <summary>The number in front of <see cref="Version"/>'s dot; 0 when there is none.</summary>
    public int Release =>
        int.TryParse(Version.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture, out var release) ? release : 0;
}

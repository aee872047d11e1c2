using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.RootTrees;

namespace Ka.Prepare.Addresses;

/// <summary>The files of a tree that set up interfaces, of every program for the network.</summary>
internal static class AddressFormats
{
    public static IReadOnlyList<IAddressFormat> All { get; } =
    [
        new InterfacesFormat(),
        new NetplanFormat(),
        new KeyfileFormat(),
        new NetworkdFormat(),
        new RedHatFormat(),
        new SuseFormat(),
        new NamedFormat(),
    ];

    /// <summary>What the files of a tree set up: each interface of each file.</summary>
    /// <param name="cards">The golden node's, by whose addresses files may know them.</param>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static IReadOnlyList<InterfaceSetup> Read(RootTree tree, IReadOnlyList<NetworkCard> cards)
    {
        var setups = new List<InterfaceSetup>();
        foreach (var (_, _, setup) in Find(tree, cards))
            if (!setups.Contains(setup))
                setups.Add(setup);
        return setups;
    }

    /// <summary>The same, with format and path.</summary>
    public static IEnumerable<(IAddressFormat Format, string Path, InterfaceSetup Setup)> Find(
        RootTree tree,
        IReadOnlyList<NetworkCard> cards
    )
    {
        foreach (var format in All)
        foreach (var file in Files(tree, format, cards))
        foreach (var setup in format.Read(file))
            yield return (format, file.Path, setup);
    }

    /// <summary>The files of a format, and those that they name.</summary>
    private static List<AddressFile> Files(RootTree tree, IAddressFormat format, IReadOnlyList<NetworkCard> cards)
    {
        var (files, seen) = (new List<AddressFile>(), new HashSet<string>());
        var patterns = new Queue<string>(format.Places);
        while (patterns.TryDequeue(out var pattern))
            foreach (var path in PathPattern.Find(tree, pattern))
            {
                if (!tree.IsFile(path) || !seen.Add(path))
                    continue;
                files.Add(File(path, SurrogateEscape.Decode(tree.Read(path)), cards));
                foreach (var source in format.Sources(files[^1]))
                    patterns.Enqueue(source);
            }
        return files;
    }

    public static AddressFile File(string path, string text, IReadOnlyList<NetworkCard> cards) =>
        new(path, text, mac => NameOf(cards, mac));

    private static string? NameOf(IReadOnlyList<NetworkCard> cards, MacAddress mac)
    {
        foreach (var card in cards)
            if (MacAddress.TryParse(card.Mac, out var its) && its == mac)
                return card.Name;
        return null;
    }
}

using Ka.Linux;

namespace Ka.Pxe;

/// <summary>The kernel and its first stage in a boot tree.</summary>
public static class PxeImages
{
    private const int MaxImage = 1 << 30;

    /// <summary>Copies files of a directory to where the entries name them.</summary>
    /// <exception cref="LinuxException"/>
    public static void AddTo(BootTree tree, BytePath directory, params string[] names)
    {
        foreach (var name in names)
        {
            var path = directory.Join(BytePath.FromText(name));
            using var file = Files.OpenRead(path);
            tree.Add($"{BootEntries.Images}/{name}", Files.ReadToEnd(file, path, MaxImage));
        }
    }

    /// <summary>Checks that the tree has these files.</summary>
    /// <exception cref="PxeException">They are not; the message says what makes them.</exception>
    public static void Demand(BootTree tree, params string[] names)
    {
        foreach (var name in names)
            if (!tree.Has($"{BootEntries.Images}/{name}"))
                throw new PxeException(
                    $"'{tree.Root}' has no {BootEntries.Images}/{name}: say --image DIR, or ka image --pxe makes it"
                );
        if (names.Length == 0 && !tree.Has(BootTree.Record))
            throw new PxeException($"'{tree.Root}' is no boot tree that ka pxe wrote");
    }
}

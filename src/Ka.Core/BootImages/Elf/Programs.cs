using Ka.RootTrees;

namespace Ka.BootImages.Elf;

/// <summary>The directories of programs in a golden tree.</summary>
internal static class Programs
{
    private static readonly string[] s_directories =
    [
        "/usr/sbin",
        "/usr/bin",
        "/sbin",
        "/bin",
        "/usr/lib/systemd",
        "/lib/systemd",
    ];

    /// <summary>A program's path by its name, or the path itself when it is one; null when it is not there.</summary>
    public static string? Find(RootTree root, string name)
    {
        if (name.StartsWith('/'))
            return root.IsFile(name) ? name : null;
        foreach (var directory in s_directories)
            if (root.IsFile($"{directory}/{name}"))
                return $"{directory}/{name}";
        return null;
    }
}

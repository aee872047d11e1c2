using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using Ka.RootTrees;

namespace Ka.BootImages.Elf;

/// <summary>The directories in which a tree's dynamic loader looks for libraries (ld.so(8)): those of /etc/ld.so.conf, then those
/// that are built in, Debian's among them.</summary>
internal static class LoaderPaths
{
    private const int MaxDepth = 8;

    private static readonly string[] s_builtIn =
    [
        "/lib/x86_64-linux-gnu",
        "/usr/lib/x86_64-linux-gnu",
        "/lib64",
        "/usr/lib64",
        "/lib",
        "/usr/lib",
    ];

    public static IReadOnlyList<string> Of(RootTree root)
    {
        var paths = new List<string>();
        AddFile(root, "/etc/ld.so.conf", paths, 0);
        paths.AddRange(s_builtIn);
        return paths;
    }

    private static void AddFile(RootTree root, string path, List<string> paths, int depth)
    {
        foreach (var line in root.Lines(path))
        {
            var words = line.Split('#')[0].Split([' ', '\t', ',', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["include", var pattern] && depth < MaxDepth)
                foreach (var file in Matching(root, pattern.StartsWith('/') ? pattern : "/etc/" + pattern))
                    AddFile(root, file, paths, depth + 1);
            else if (words is not ["include" or "hwcap", ..])
                paths.AddRange(words);
        }
    }

    private static IEnumerable<string> Matching(RootTree root, string pattern)
    {
        var slash = pattern.LastIndexOf('/');
        var (directory, names) = (pattern[..slash], pattern[(slash + 1)..]);
        foreach (var name in root.List(directory))
            if (FileSystemName.MatchesSimpleExpression(names, name, ignoreCase: false))
                yield return $"{directory}/{name}";
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Ka.Tests.Architecture;

/// <summary>The working tree these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The C# sources below a folder, parsed, in a stable order.</summary>
    public static IReadOnlyList<SourceFile> Sources(string folder) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path))
                .Order(StringComparer.Ordinal)
                .Select(path => new SourceFile(path, Read(path))),
        ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "KaAot.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"no KaAot.sln above {AppContext.BaseDirectory}");
    }
}

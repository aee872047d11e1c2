using System;
using System.Linq;
using Ka.Linux;
using Ka.TestKit;
using Ka.Trees.Reading;
using Ka.Trees.Writing;

namespace Ka.Lab.Archive;

/// <summary>Trees to archives in memory and back.</summary>
internal static class ArchiveOf
{
    public static byte[] Tree(BytePath root, out TreeReadReport report, params string[] exclude)
    {
        var output = new HookedOutput();
        report = new TreeReader(root, Array.ConvertAll(exclude, BytePath.FromText)).Read(output);
        return output.Written.ToArray();
    }

    public static byte[] Tree(BytePath root, params string[] exclude) => Tree(root, out _, exclude);

    public static TreeWriteReport Extract(ReadOnlyMemory<byte> archive, BytePath target, int pieceSize = 1 << 20)
    {
        using var writer = new TreeWriter(target);
        var report = writer.Write(new PieceSource(archive, pieceSize));
        report.Protection.Apply();
        writer.Sync();
        return report;
    }

    /// <summary>Both trees are the same, or the test fails with the differences.</summary>
    /// <param name="except">What a difference that does not count begins with.</param>
    public static void AssertSame(BytePath one, BytePath other, bool compareHoles = true, string except = "\0")
    {
        var differences = TreeDiff
            .Compare(one, other, compareHoles)
            .Where(line => !line.StartsWith(except, StringComparison.Ordinal))
            .ToList();
        Xunit.Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}

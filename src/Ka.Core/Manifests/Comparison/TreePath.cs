using System;
using Ka.Linux;

namespace Ka.Manifests.Comparison;

/// <summary>Paths as a clone sees them.</summary>
internal static class TreePath
{
    /// <param name="place">Of a tree, <c>./var/</c>.</param>
    /// <param name="path">In it, <c>./lib/x</c>; a slash at its end is dropped.</param>
    public static BytePath Of(ReadOnlySpan<byte> place, ReadOnlySpan<byte> path)
    {
        byte[] whole = [.. place[1..], .. path[2..]];
        var length = whole.AsSpan().TrimEnd((byte)'/').Length;
        return new BytePath(whole.AsSpan(0, Math.Max(1, length)));
    }
}

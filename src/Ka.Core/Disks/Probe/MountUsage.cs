using System;
using System.Globalization;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>Questions to one mounted file system, by stat(1): a process that can be left behind when a disk or a server does not
/// answer.</summary>
internal static class MountUsage
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>Bytes and inodes in use of the file system on <paramref name="target"/>.</summary>
    /// <exception cref="ToolException">It does not answer; the message names it.</exception>
    public static InUse Of(string target)
    {
        var call = Question(target);
        return Parse(call.Run()) ?? throw new ToolException($"{call}: its output is not understood");
    }

    /// <summary>Has what waits to be mounted on <paramref name="target"/> mounted. Whether it was shows in the kernel's
    /// list.</summary>
    public static void Wake(string target) => _ = Question(target).TryRun();

    /// <summary>Blocks, free blocks, bytes of a block, inodes, free inodes; null when it is something else.</summary>
    internal static InUse? Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return
            words.Length == 5
            && Number(words[0]) is { } blocks
            && Number(words[1]) is { } free
            && Number(words[2]) is { } size
            && Number(words[3]) is { } inodes
            && Number(words[4]) is { } unused
            ? new InUse(checked((blocks - Math.Min(blocks, free)) * size), inodes - Math.Min(inodes, unused))
            : null;
    }

    private static ToolCommand Question(string target) =>
        new("stat", "-f", "-c", "%b %f %S %c %d", "--", target) { TimeLimit = s_limit };

    private static long? Number(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What of a file system is in use.</summary>
    /// <param name="Inodes">Without a meaning where inodes are made as they are needed.</param>
    public sealed record InUse(long Bytes, long Inodes);
}

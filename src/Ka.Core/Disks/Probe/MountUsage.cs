using System;
using System.Globalization;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>Questions to one mounted file system, by stat(1): a process that can be left behind when a disk or a server does not
/// answer.</summary>
internal static class MountUsage
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>Bytes in use of the file system on <paramref name="target"/>.</summary>
    /// <exception cref="ToolException">It does not answer; the message names it.</exception>
    public static long Of(string target)
    {
        var call = Question(target);
        return Parse(call.Run()) ?? throw new ToolException($"{call}: its output is not understood");
    }

    /// <summary>Has what waits to be mounted on <paramref name="target"/> mounted. Whether it was shows in the kernel's
    /// list.</summary>
    public static void Wake(string target) => _ = Question(target).TryRun();

    /// <summary>Blocks, free blocks, bytes of a block; null when it is something else.</summary>
    internal static long? Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 3 && Number(words[0]) is { } blocks && Number(words[1]) is { } free && Number(words[2]) is { } size
            ? checked((blocks - Math.Min(blocks, free)) * size)
            : null;
    }

    private static ToolCommand Question(string target) =>
        new("stat", "-f", "-c", "%b %f %S", "--", target) { TimeLimit = s_limit };

    private static long? Number(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

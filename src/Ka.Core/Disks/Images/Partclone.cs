using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Disks.Images;

/// <summary>partclone(8): images of file systems with their used blocks only.</summary>
public static class Partclone
{
    private const string Prefix = "partclone.";

    /// <summary>The program for an image of that name.</summary>
    public static string Program(string image) => Prefix + image;

    /// <summary>It is here.</summary>
    public static bool Knows(string image) => ProgramPath.Find(Program(image)) is not null;

    /// <summary>The kind of image for what is on a device; null: raw bytes, because its contents are unknown or partclone has no
    /// program for them.</summary>
    /// <exception cref="ToolException">blkid failed or is missing.</exception>
    public static string? ImageOf(BytePath device)
    {
        var call = ToolCommand.Query("blkid", "-p", "-o", "export", device.ToString());
        var run = call.TryRun();
        // 2: no signature; 8: several signatures (blkid(8)).
        if (run.Status is not (0 or 2 or 8))
            throw call.Failure(run);
        return
            BlkidReport.Parse(run.Text).TryGetValue("TYPE", out var type)
            && type.Length <= 16
            && type.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
            && Knows(type)
            ? type
            : null;
    }

    /// <summary>Arguments with which it writes an image of a device to standard output.</summary>
    public static IReadOnlyList<BytePath> SaveWords(BytePath device) => Words("-c", "-s", device, "-o", "-");

    /// <summary>Arguments with which it makes a device of the image on standard input.</summary>
    public static IReadOnlyList<BytePath> RestoreWords(BytePath device) => Words("-r", "-s", "-", "-o", device);

    /// <summary>The line of partclone's output that gives the reason of its failure.</summary>
    public static string Reason(string errors)
    {
        var lines = errors.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // The last one only tells where the log would be.
        var line = lines.LastOrDefault(line => !line.Contains("please check", StringComparison.Ordinal)) ?? "it said nothing";
        return BytePath.FromText(line).ToString();
    }

    // Its log is not needed: it reports failures on standard error, too.
    private static List<BytePath> Words(params object[] words) =>
        [
            .. new object[] { "-q", "-L", "/dev/null" }
                .Concat(words)
                .Select(word => word is BytePath path ? path : BytePath.FromText((string)word)),
        ];
}

using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>What blkid(8) finds on devices.</summary>
internal sealed class DeviceContents
{
    /// <summary>Several signatures were found, and blkid does not choose among them.</summary>
    private const int Ambivalent = 8;

    private const int Nothing = 2;

    private readonly HashSet<string> _ambivalent = new(StringComparer.Ordinal);

    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    public bool IsAmbivalent(string path) => _ambivalent.Contains(path);

    /// <summary>This process may not read it, or it does not answer: blkid found nothing because it saw nothing.</summary>
    public bool IsUnreadable(string path) => _unreadable.Contains(path);

    /// <summary>Tags as <c>TYPE</c>; none when nothing was found, or several signatures and nothing is mounted.</summary>
    /// <param name="inUse">The type that the kernel uses the device as; null: it is not in use. It counts more than what blkid
    /// finds: rests of other file systems are no contents.</param>
    /// <exception cref="ToolException"/>
    public IReadOnlyDictionary<string, string> Tags(string path, string? inUse = null)
    {
        var tags = Ask(path);
        if (!FileSystemType.IsWrong(tags.GetValueOrDefault("TYPE"), inUse))
            return tags;
        var asked = Ask(path, "-n", inUse!);
        return asked.ContainsKey("TYPE") ? asked : tags;
    }

    private IReadOnlyDictionary<string, string> Ask(string path, params string[] words)
    {
        var call = ToolCommand.Query("blkid", ["-p", .. words, "-o", "export", path]);
        var run = call.TryRun();
        if (run.Status == Ambivalent)
            _ambivalent.Add(path);
        else if (run.Status == Nothing && !CanRead(path))
            _unreadable.Add(path);
        return run.Status is 0 or Nothing or Ambivalent ? BlkidReport.Parse(run.Text) : throw call.Failure(run);
    }

    private static bool CanRead(string path)
    {
        var opened = Files.TryOpenRead(BytePath.FromText(path), out var device);
        device.Dispose();
        return opened.IsSuccess;
    }
}

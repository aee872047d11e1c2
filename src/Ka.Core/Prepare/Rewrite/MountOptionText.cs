using System;
using System.Collections.Generic;
using System.Globalization;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>Options of a mount, with commas between them (mount(8), systemd.mount(5)): those that name a device or the number of
/// a subvolume. All others stay byte for byte.</summary>
/// <param name="place">The mount point; null: none, as for swap.</param>
internal sealed class MountOptionText(DeviceNames names, string? place)
{
    private const string SubvolumeId = "subvolid=";

    /// <summary>ext4, xfs, jfs, reiserfs, btrfs; systemd's dependencies.</summary>
    private static readonly string[] s_devices =
    [
        "journal_path",
        "logdev",
        "rtdev",
        "jdev",
        "device",
        "x-systemd.requires",
        "x-systemd.after",
        "x-systemd.before",
        "x-systemd.wanted-by",
        "x-systemd.required-by",
    ];

    /// <summary>The options that stay; empty: not any.</summary>
    /// <param name="note">Gets what a person should know.</param>
    public string Rewrite(string options, Action<string> note)
    {
        var words = options.Split(',');
        var kept = new List<string>(words.Length);
        foreach (var word in words)
            if (Option(word, words, note) is { } now)
                kept.Add(now);
        return string.Join(',', kept);
    }

    private string? Option(string option, string[] all, Action<string> note)
    {
        if (option.StartsWith(SubvolumeId, StringComparison.Ordinal))
            return Subvolume(option, all, note);
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || Array.IndexOf(s_devices, option[..equals]) < 0)
            return option;
        var (key, spec) = (option[..(equals + 1)], FieldLine.Unescape(option[(equals + 1)..]));
        if ((UnitName.PathOf(spec) ?? spec) is var path && !DeviceNames.IsDevice(path))
            return option;
        if (names.Find(path) is { } device)
            return key
                + (path == spec ? names.TranslatePath(spec, device) : UnitName.With(spec, names.TranslatePath(path, device)));
        note($"{BytePath.FromText(option)} names no disk of this machine, left as it is");
        return option;
    }

    /// <summary>Subvolumes of a new file system have other numbers, and the kernel refuses a number that is not that of the
    /// path. The top has the same number everywhere.</summary>
    private string? Subvolume(string option, string[] all, Action<string> note)
    {
        if (IsTop(option[SubvolumeId.Length..]))
            return option;
        if (Array.Exists(all, other => other.StartsWith("subvol=", StringComparison.Ordinal)))
            return null;
        if (place is not null && (names.Target.MountAt(place) ?? names.Golden?.MountAt(place)) is { } mount)
            return mount.Subvolume is { } path ? $"subvol=/{path.Replace(" ", @"\040", StringComparison.Ordinal)}" : null;
        note($"nothing is known of {BytePath.FromText(option)}, left as it is");
        return option;
    }

    private static bool IsTop(string number) =>
        ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is 0 or 5;
}

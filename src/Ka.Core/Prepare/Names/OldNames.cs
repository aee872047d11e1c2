using System;
using System.Buffers;
using System.Collections.Generic;
using Ka.Disks.Model;

namespace Ka.Prepare.Names;

/// <summary>Every name of the golden node's disks that means nothing, or something else, on this machine: kernel names, serial
/// numbers, world wide names, UUIDs of file systems, partitions, tables, arrays and physical volumes, names after an identity
/// or a controller; and addresses of its network cards. They are found in texts as whole words.</summary>
public sealed class OldNames
{
    /// <summary>Shorter serial numbers are found in names by id alone: they are words of many texts.</summary>
    private const int ShortestSerial = 6;

    private static readonly string[] s_folders = ["/dev/disk/by-id/", "/dev/disk/by-path/"];

    /// <summary>Names by id that do not change with the disk: of arrays, volumes and mappings.</summary>
    private static readonly string[] s_stableIds = ["dm-", "md-", "lvm-", "raid-"];

    private readonly Dictionary<string, string> _identifiers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _kernelNames = new(StringComparer.Ordinal);
    private readonly DeviceNames _names;
    private SearchValues<string>? _search;

    internal OldNames(DeviceNames names)
    {
        _names = names;
        if (names.Golden is not { } golden)
            return;
        foreach (var device in golden.Devices)
            Add(golden, device, names.Counterpart(device));
        foreach (var fileSystem in golden.Layout.FileSystems)
            Add(fileSystem.Uuid, TargetOf(fileSystem.Device, names.Target.UuidOf));
        foreach (var array in golden.Layout.Arrays)
            Add(array.Uuid, TargetOf(array.Name, ArrayId));
        foreach (var group in golden.Layout.VolumeGroups)
        foreach (var volume in group.PhysicalVolumes)
            Add(volume.Uuid, TargetOf(volume.Device, PhysicalId));
        foreach (var disk in golden.Layout.Disks)
            Add(disk);
        foreach (var (card, here) in new CardPairing(golden.Layout.Cards, names.Target.Layout.Cards).Pairs)
            Add(card.Mac, here.Mac);
    }

    /// <summary>How many names are looked for, besides those by id and by controller.</summary>
    public int Count => _identifiers.Count + _kernelNames.Count;

    /// <summary>Calls for each old name in a text, with its line from 1; once for each name of a line. Comments are not
    /// looked at.</summary>
    /// <param name="found">Line, name, and what it is on this machine; empty: nothing.</param>
    public void Find(string text, Action<int, string, string> found)
    {
        _search ??= Needles();
        // Most files have nothing, and are passed over as a whole.
        if (!text.AsSpan().ContainsAny(_search) && !text.Contains(@"\x2d", StringComparison.OrdinalIgnoreCase))
            return;
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan(range);
            if (line.TrimStart() is not ([] or ['#' or ';', ..]))
                FindIn(UnitName.Unescape(line.ToString()), number, found);
        }
    }

    private void FindIn(string line, int number, Action<int, string, string> found)
    {
        HashSet<string>? seen = null;
        for (var start = 0; start < line.Length; )
        {
            var next = line.AsSpan(start).IndexOfAny(_search!);
            if (next < 0)
                return;
            start += next;
            if (At(line, start) is { } hit && (seen ??= []).Add(hit.Name))
                found(number, hit.Name, hit.Now);
            start += Math.Max(1, At(line, start)?.Name.Length ?? 1);
        }
    }

    /// <summary>The name that begins there; null when what begins there is a part of a word.</summary>
    private (string Name, string Now)? At(string line, int start)
    {
        foreach (var folder in s_folders)
            if (line.AsSpan(start).StartsWith(folder, StringComparison.Ordinal))
                return Path(line, start, folder);
        (string Name, string Now)? best = null;
        foreach (var (name, now) in _kernelNames)
            if (line.AsSpan(start).StartsWith(name, StringComparison.Ordinal) && IsDeviceAt(line, start, name.Length))
                best = Longer(best, name, now);
        foreach (var (id, now) in _identifiers)
            if (line.AsSpan(start).StartsWith(id, StringComparison.OrdinalIgnoreCase) && IsWordAt(line, start, id.Length))
                best = Longer(best, line.Substring(start, id.Length), now);
        return best;
    }

    private static (string Name, string Now) Longer((string Name, string Now)? best, string name, string now) =>
        best is { } known && known.Name.Length >= name.Length ? known : (name, now);

    /// <summary>A whole path by id or by controller that this machine has not.</summary>
    private (string Name, string Now)? Path(string line, int start, string folder)
    {
        var end = start + folder.Length;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '-' or '_' or '.' or ':' or '+' or '@'))
            end++;
        var path = line[start..end];
        if (
            path.Length == folder.Length
            || Array.Exists(s_stableIds, prefix => path.AsSpan(folder.Length).StartsWith(prefix, StringComparison.Ordinal))
            || _names.Target.Find(path) is not null
        )
            return null;
        return (path, _names.Find(path) is { } here ? "/dev/" + here : "");
    }

    /// <summary><c>sda1</c> behind a slash, a quote, an equals sign, or in a unit's name; not <c>sda10</c>,
    /// <c>my-sda1</c>. Behind a blank a name needs a digit: letters alone are words of other languages, too.</summary>
    private static bool IsDeviceAt(string line, int start, int length)
    {
        var end = start + length;
        if (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '_' or '-'))
            return false;
        var before = start == 0 ? ' ' : line[start - 1];
        return before switch
        {
            ' ' or '\t' => line.AsSpan(start, length).ContainsAnyInRange('0', '9'),
            '-' => line.AsSpan(0, start).EndsWith("dev-") || line.AsSpan(0, start).EndsWith("block-"),
            '_' or '.' or '+' or '@' => false,
            _ => !char.IsAsciiLetterOrDigit(before),
        };
    }

    /// <summary>An identifier with letters or digits on neither side.</summary>
    private static bool IsWordAt(string line, int start, int length) =>
        (start == 0 || !char.IsAsciiLetterOrDigit(line[start - 1]) || IsAfterHex(line, start))
        && (start + length == line.Length || !char.IsAsciiLetterOrDigit(line[start + length]));

    private static bool IsAfterHex(string line, int start) =>
        start >= 2 && line[start - 1] is 'x' or 'X' && line[start - 2] == '0';

    private void Add(LayoutNames golden, string device, string? here)
    {
        // Volumes keep their names; an array that has another number is found by it.
        if (!device.Contains('/', StringComparison.Ordinal) && here != device)
            _kernelNames[device] = here is null ? "" : "/dev/" + here;
        Add(golden.PartitionIdOf(device), here is null ? null : _names.Target.PartitionIdOf(here));
    }

    private void Add(Disk disk)
    {
        var here = _names.Counterpart(disk.Name);
        Disk? other = null;
        foreach (var candidate in _names.Target.Layout.Disks)
            if (candidate.Name == here)
                other = candidate;
        var now = here is null ? "" : "/dev/" + here;
        if (disk.Serial is { Length: >= ShortestSerial } serial && serial != other?.Serial)
            _identifiers.TryAdd(serial, now);
        if (disk.Wwn is { Length: > 8 } wwn && wwn != other?.Wwn)
            _identifiers.TryAdd(wwn.StartsWith("0x", StringComparison.Ordinal) ? wwn[2..] : wwn, now);
        if (disk.Table is { } table)
            Add(Plain(table.Id), other?.Table is { } mine ? Plain(mine.Id) : null);
    }

    private static string Plain(string id) => id.StartsWith("0x", StringComparison.Ordinal) ? id[2..] : id;

    /// <summary>An identifier that this machine does not have, or has for something else.</summary>
    private void Add(string? old, string? now)
    {
        if (old is { Length: > 0 } && !string.Equals(old, now, StringComparison.OrdinalIgnoreCase))
            _identifiers.TryAdd(old, now ?? "");
    }

    private string? TargetOf(string golden, Func<string, string?> id) => _names.Counterpart(golden) is { } here ? id(here) : null;

    private string? ArrayId(string device)
    {
        foreach (var array in _names.Target.Layout.Arrays)
            if (array.Name == device)
                return array.Uuid;
        return null;
    }

    private string? PhysicalId(string device)
    {
        foreach (var group in _names.Target.Layout.VolumeGroups)
        foreach (var volume in group.PhysicalVolumes)
            if (volume.Device == device)
                return volume.Uuid;
        return null;
    }

    private SearchValues<string> Needles() =>
        SearchValues.Create([.. s_folders, .. _kernelNames.Keys, .. _identifiers.Keys], StringComparison.OrdinalIgnoreCase);
}

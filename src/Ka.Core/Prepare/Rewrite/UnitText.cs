using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>systemd's units and their drop-ins (systemd.unit(5), systemd.mount(5), systemd.swap(5)): what names a device of the
/// golden node. All else stays byte for byte.</summary>
internal static class UnitText
{
    /// <summary>Words that are units.</summary>
    private static readonly string[] s_units =
    [
        "Requires",
        "Requisite",
        "Wants",
        "BindsTo",
        "PartOf",
        "Upholds",
        "Conflicts",
        "Before",
        "After",
        "WantedBy",
        "RequiredBy",
        "UpheldBy",
        "Unit",
    ];

    /// <summary>A path of a device, then other words.</summary>
    private static readonly string[] s_paths =
    [
        "DeviceAllow",
        "IODeviceWeight",
        "IODeviceLatencyTargetSec",
        "IOReadBandwidthMax",
        "IOWriteBandwidthMax",
        "IOReadIOPSMax",
        "IOWriteIOPSMax",
        "BlockIODeviceWeight",
        "BlockIOReadBandwidth",
        "BlockIOWriteBandwidth",
    ];

    /// <param name="file">For notes: the file.</param>
    /// <param name="notes">Gets what a person should know.</param>
    public static string Rewrite(string text, string file, DeviceNames names, List<string> notes)
    {
        var number = 0;
        var place = Value(text, "Where");
        // The name of a swap unit is that of its device, as a path.
        var isPath = file.EndsWith(".swap", StringComparison.Ordinal);
        return FileText.EachLine(
            text,
            line =>
            {
                number++;
                var equals = line.IndexOf('=', StringComparison.Ordinal);
                if (equals < 0 || line.AsSpan().TrimStart() is not [not ('#' or ';'), ..])
                    return line;
                var (key, head, value) = (line[..equals].Trim(), line[..(equals + 1)], line[(equals + 1)..]);
                void Note(string said) => notes.Add($"{file} line {number}: {said}");
                if (key == "What")
                    return head + Words(value, spec => What(spec, place, isPath, names, Note));
                if (key == "Options")
                    return head + new MountOptionText(names, place).Rewrite(value, Note);
                if (Array.IndexOf(s_units, key) >= 0)
                    return head + Words(value, word => Unit(word, names));
                return Array.IndexOf(s_paths, key) >= 0
                    ? head + Words(value, word => names.Find(word) is { } device ? names.TranslatePath(word, device) : word)
                    : line;
            }
        );
    }

    /// <summary>The name of a unit of a device for this machine's device; another name, or a device that is not known,
    /// stays.</summary>
    public static string Unit(string name, DeviceNames names) =>
        UnitName.PathOf(name) is { } path && DeviceNames.IsDevice(path) && names.Find(path) is { } device
            ? UnitName.With(name, names.TranslatePath(path, device))
            : name;

    private static string What(string spec, string? place, bool isPath, DeviceNames names, Action<string> note)
    {
        if (!DeviceNames.IsDevice(spec))
            return spec;
        if (((place is null ? null : names.Target.MountedOn(place)) ?? names.Find(spec)) is { } device)
            return isPath ? names.TranslatePath(spec, device) : names.Translate(spec, device);
        note($"'{BytePath.FromText(spec)}' is not on this machine, left as it is");
        return spec;
    }

    private static string Words(string value, Func<string, string> rewrite)
    {
        var fields = new FieldLine(value);
        for (var i = 0; i < fields.Count; i++)
            if (rewrite(fields[i]) is var now && now != fields[i])
                fields = new FieldLine(value = fields.With(i, now));
        return value;
    }

    private static string? Value(string text, string key)
    {
        foreach (var line in text.Split('\n'))
            if (line.StartsWith(key + "=", StringComparison.Ordinal))
                return line[(key.Length + 1)..].Trim();
        return null;
    }
}

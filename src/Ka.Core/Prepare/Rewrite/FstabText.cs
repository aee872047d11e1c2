using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>fstab(5) and crypttab(5) of the golden node for this machine. Only the field that names a device changes; a line
/// whose device is not here becomes a comment, because a boot waits for it and gives up.</summary>
internal static class FstabText
{
    private const string Absent = "# ka: not on this machine: ";

    /// <param name="notes">Gets what a person should know.</param>
    public static string Rewrite(string text, DeviceNames names, List<string> notes)
    {
        var number = 0;
        return FileText.EachLine(
            text,
            line =>
            {
                number++;
                var fields = new FieldLine(line);
                if (fields.IsSilent)
                    return line;
                if (fields.Count < 3)
                {
                    notes.Add($"/etc/fstab line {number} is no line of fstab(5), left as it is: {Shown(line)}");
                    return line;
                }
                return DeviceNames.IsDevice(FieldLine.Unescape(fields[0]).Replace("\"", "", StringComparison.Ordinal))
                    ? Line(line, fields, number, names, notes)
                    : line;
            }
        );
    }

    /// <inheritdoc cref="Rewrite"/>
    public static string RewriteCrypttab(string text, DeviceNames names, List<string> notes)
    {
        var number = 0;
        return FileText.EachLine(
            text,
            line =>
            {
                number++;
                var fields = new FieldLine(line);
                if (fields.IsSilent || fields.Count < 2 || !DeviceNames.IsDevice(fields[1]))
                    return line;
                if (names.Find(fields[1]) is { } device)
                    return fields.With(1, CryptName(fields[1], device, names));
                return IsCertain(fields[1], names)
                    ? Without(
                        line,
                        $"/etc/crypttab line {number}: {Shown(fields[1])} is not on this machine, the line is a comment now",
                        notes
                    )
                    : line;
            }
        );
    }

    private static string Line(string line, FieldLine fields, int number, DeviceNames names, List<string> notes)
    {
        var spec = FieldLine.Unescape(fields[0]).Replace("\"", "", StringComparison.Ordinal);
        var device =
            names.Target.MountedOn(Plain(FieldLine.Unescape(fields[1]))) ?? names.Find(spec) ?? OnlySwap(fields[2], names);
        if (device is not null)
        {
            var name = names.Translate(spec, device);
            return name == spec ? line : fields.With(0, name.Replace(" ", @"\040", StringComparison.Ordinal));
        }
        if (!IsCertain(spec, names))
        {
            notes.Add($"/etc/fstab line {number}: nothing is known of {Shown(spec)}, left as it is");
            return line;
        }
        return Without(line, $"/etc/fstab line {number}: {Shown(spec)} is not on this machine, the line is a comment now", notes);
    }

    /// <summary>The only swap space; without the golden layout it is the one meant.</summary>
    private static string? OnlySwap(string type, DeviceNames names)
    {
        string? only = null;
        if (type == "swap" && !names.KnowsGolden)
            foreach (var fileSystem in names.Target.Layout.FileSystems)
                if (fileSystem.Type == "swap")
                {
                    if (only is not null)
                        return null;
                    only = fileSystem.Device;
                }
        return only;
    }

    /// <summary>Plain dm-crypt writes over what it is given: the partition is named by its own id, never by what was on
    /// it.</summary>
    private static string CryptName(string spec, string device, DeviceNames names) =>
        !DeviceNames.IsKernelName(spec) ? names.Translate(spec, device)
        : names.Target.PartitionIdOf(device) is { } id ? "PARTUUID=" + id
        : names.Name(device, paths: true);

    /// <summary>Mappings of other programs may be made later.</summary>
    private static bool IsCertain(string spec, DeviceNames names) =>
        !LayoutNames.IsStablePath(spec) || (names.KnowsGolden && !spec.StartsWith("/dev/mapper/", StringComparison.Ordinal));

    private static string Without(string line, string note, List<string> notes)
    {
        notes.Add(note);
        return Absent + line;
    }

    private static string Plain(string target) => target.Length > 1 ? target.TrimEnd('/') : target;

    private static string Shown(string text) => $"'{BytePath.FromText(text)}'";
}

using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>fstab(5) and crypttab(5) of the golden node for this machine. Only what names a device changes, options among them; a
/// line whose device is not here becomes a comment, because a boot waits for it and gives up. Lines of a network's disks
/// stay.</summary>
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
                var place = fields[1].StartsWith('/') ? FieldLine.Unescape(fields[1]) : fields[2];
                var where = $"/etc/fstab line {number} ({BytePath.FromText(place)}): ";
                return Line(line, fields, names, note => notes.Add(where + note));
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
                if (fields.IsSilent || fields.Count < 2)
                    return line;
                line = CryptExtras(line, fields, names);
                if (!DeviceNames.IsDevice(fields[1]))
                    return line;
                if (names.Find(fields[1]) is { } device)
                    return new FieldLine(line).With(1, CryptName(fields[1], device, names));
                if (IsOfNetwork(fields) || !IsCertain(fields[1], names))
                    return line;
                notes.Add($"/etc/crypttab line {number}: {Shown(fields[1])} is not on this machine, the line is a comment now");
                return Absent + line;
            }
        );
    }

    private static string Line(string line, FieldLine fields, DeviceNames names, Action<string> note)
    {
        var spec = FieldLine.Unescape(fields[0]).Replace("\"", "", StringComparison.Ordinal);
        var place = Plain(FieldLine.Unescape(fields[1]));
        if (!DeviceNames.IsDevice(spec))
            return Options(line, fields, place, names, note);
        if ((names.Target.MountedOn(place) ?? names.Find(spec) ?? OnlySwap(fields[2], names)) is { } device)
        {
            var now = Options(line, fields, place, names, note);
            var name = names.Translate(spec, device);
            return name == spec ? now : new FieldLine(now).With(0, name.Replace(" ", @"\040", StringComparison.Ordinal));
        }
        if (IsOfNetwork(fields))
            note($"{Shown(spec)} is on no disk of this machine, left as it is because of _netdev");
        else if (IsCertain(spec, names))
        {
            note($"{Shown(spec)} is not on this machine, the line is a comment now");
            return Absent + line;
        }
        else
            note($"nothing is known of {Shown(spec)}, left as it is");
        return line;
    }

    /// <summary>Its disk comes with the network, which every clone has.</summary>
    private static bool IsOfNetwork(FieldLine fields) => fields.Count > 3 && Array.IndexOf(fields[3].Split(','), "_netdev") >= 0;

    private static string Options(string line, FieldLine fields, string place, DeviceNames names, Action<string> note) =>
        fields.Count > 3 && new MountOptionText(names, place).Rewrite(fields[3], note) is var options && options != fields[3]
            ? fields.With(3, options.Length == 0 ? "defaults" : options)
            : line;

    /// <summary>A key on a device, and the device of a header of its own: <c>/dev/X</c>, <c>PATH:UUID=X</c>. Others are
    /// removable, and stay.</summary>
    private static string CryptExtras(string line, FieldLine fields, DeviceNames names)
    {
        string Key(string text)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var spec = colon > 0 && DeviceNames.IsDevice(text[(colon + 1)..]) ? text[(colon + 1)..] : text;
            return DeviceNames.IsDevice(spec) && names.Find(spec) is { } device
                ? text[..^spec.Length] + (spec[0] == '/' ? names.TranslatePath(spec, device) : names.Translate(spec, device))
                : text;
        }
        if (fields.Count > 3)
        {
            var options = fields[3].Split(',');
            for (var i = 0; i < options.Length; i++)
                if (options[i].StartsWith("header=", StringComparison.Ordinal))
                    options[i] = "header=" + Key(options[i]["header=".Length..]);
            line = fields.With(3, string.Join(',', options));
        }
        return fields.Count > 2 ? new FieldLine(line).With(2, Key(fields[2])) : line;
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

    private static string Plain(string target) => target.Length > 1 ? target.TrimEnd('/') : target;

    private static string Shown(string text) => $"'{BytePath.FromText(text)}'";
}

using System;
using System.Text;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>The files of boot loaders: lines that hold a kernel's words, or name a disk.</summary>
internal static class BootText
{
    private static readonly string[] s_marks = ["# kopt=", "# xenkopt="];

    /// <summary>Lines that begin with a key word and hold a kernel command line: <c>options</c> of a loader entry, <c>append</c>
    /// of extlinux.</summary>
    public static string RewriteKeyed(string text, string key, Func<string, string> rewrite) =>
        FileText.EachLine(
            text,
            line =>
            {
                var fields = new FieldLine(line);
                if (fields.Count < 2 || !string.Equals(fields[0], key, StringComparison.OrdinalIgnoreCase))
                    return line;
                var start = line.IndexOf(fields[0], StringComparison.Ordinal) + fields[0].Length;
                return line[..start] + rewrite(line[start..]);
            }
        );

    /// <summary>menu.lst of GRUB legacy: <c>kernel FILE WORDS</c>, and Debian's <c># kopt=WORDS</c>.</summary>
    public static string RewriteMenu(string text, Func<string, string> rewrite) =>
        FileText.EachLine(
            RewriteKeyed(text, "kernel", rewrite),
            line =>
            {
                foreach (var mark in s_marks)
                    if (line.StartsWith(mark, StringComparison.Ordinal))
                        return mark + rewrite(line[mark.Length..]);
                return line;
            }
        );

    /// <summary>lilo.conf(5): <c>boot</c> is the disk that this machine starts from; <c>root</c>, and the words of
    /// <c>append</c>.</summary>
    /// <param name="bootDisk">Path of the disk, for a <c>boot</c> that names a disk.</param>
    public static string RewriteLilo(string text, string bootDisk, DeviceNames names, Func<string, string> rewrite) =>
        FileText.EachLine(
            text,
            line =>
            {
                var equals = line.IndexOf('=', StringComparison.Ordinal);
                if (equals < 0 || line.TrimStart().StartsWith('#'))
                    return line;
                var value = line[(equals + 1)..].Trim().Trim('"');
                var head = line[..(equals + 1)] + (line.AsSpan(equals + 1).StartsWith(" ") ? " " : "");
                return line[..equals].Trim() switch
                {
                    "boot" => head + LiloBoot(value, bootDisk, names),
                    "root" when DeviceNames.IsDevice(value) => head + LiloRoot(value, names),
                    "disk" or "raid-extra-boot" when DeviceNames.IsDevice(value) && names.Find(value) is { } device => head
                        + "/dev/"
                        + device,
                    "append" or "addappend" => $"{head}\"{rewrite(value)}\"",
                    _ => line,
                };
            }
        );

    /// <summary>mdadm.conf(5): what <c>UUID=</c> of an ARRAY says.</summary>
    public static string RewriteMdadm(string text, DeviceNames names) =>
        FileText.EachLine(
            text,
            line =>
            {
                var fields = new FieldLine(line);
                for (var i = 0; i < fields.Count && !fields.IsSilent; i++)
                    if (
                        fields[i].StartsWith("UUID=", StringComparison.OrdinalIgnoreCase)
                        && names.OldIds.TryGetValue(fields[i][5..].ToLowerInvariant(), out var now)
                    )
                        line = fields.With(i, "UUID=" + now);
                return line;
            }
        );

    /// <summary>A grub.cfg that only looks for another one: <c>search --fs-uuid ID</c>, <c>search.fs_uuid ID root</c>.</summary>
    public static string RewriteSearch(string text, DeviceNames names) =>
        FileText.EachLine(
            text,
            line =>
                line.TrimStart().StartsWith("search", StringComparison.Ordinal) ? OldIdSearch.Replace(line, names.OldIds) : line
        );

    /// <summary>device.map of both GRUBs: BIOS drives in the order in which this machine starts from them.</summary>
    public static string DeviceMap(System.Collections.Generic.IReadOnlyList<string> disks)
    {
        var text = new StringBuilder();
        for (var i = 0; i < disks.Count; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"(hd{i})\t/dev/{disks[i]}\n");
        return text.ToString();
    }

    private static string LiloBoot(string value, string bootDisk, DeviceNames names)
    {
        if (names.Find(value) is { } device && names.Target.DiskOf(device) is { } disk && disk != device)
            return "/dev/" + device;
        return names.Find(value) is { } array && names.Target.DiskOf(array) is null ? "/dev/" + array : bootDisk;
    }

    private static string LiloRoot(string value, DeviceNames names)
    {
        if (names.Target.MountedOn("/") is not { } device)
            return value;
        var name = names.Translate(value, device, paths: DeviceNames.IsKernelName(value));
        // lilo takes a tag between quotes only.
        return name.StartsWith('/') ? name : $"\"{BytePath.FromText(name)}\"";
    }
}

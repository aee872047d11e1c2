using System;
using System.Collections.Generic;
using System.Text;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>The files of boot loaders: lines that hold a kernel's words, or name a disk.</summary>
internal static class BootText
{
    private static readonly string[] s_linux = ["linux", "linux16", "linuxefi"];

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

    /// <summary>Lines <c>KEY=WORDS</c> up to their end.</summary>
    public static string RewriteAssigned(string text, string key, Func<string, string> rewrite) =>
        FileText.EachLine(
            text,
            line => line.StartsWith(key + "=", StringComparison.Ordinal) ? $"{key}={rewrite(line[(key.Length + 1)..])}" : line
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

    /// <summary>A menu of GRUB 2: <c>linux FILE WORDS</c>, and <c>search</c> for a file system.</summary>
    public static string RewriteMenu2(string text, DeviceNames names, Func<string, string> rewrite)
    {
        foreach (var key in s_linux)
            text = RewriteKeyed(text, key, rewrite);
        return RewriteSearch(text, names);
    }

    /// <summary>Lines <c>set NAME="WORDS"</c> of GRUB 2's script.</summary>
    public static string RewriteSet(string text, string name, Func<string, string> rewrite) =>
        FileText.EachLine(
            text,
            line =>
            {
                var start = line.IndexOf($"set {name}=\"", StringComparison.Ordinal) + $"set {name}=\"".Length;
                var end = line.LastIndexOf('"');
                return line.TrimStart().StartsWith($"set {name}=\"", StringComparison.Ordinal) && end > start
                    ? line[..start] + rewrite(line[start..end]) + line[end..]
                    : line;
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

    /// <summary>mdadm.conf(5): what an ARRAY says of its UUID, its name and its devices; DEVICE when it lists disks; HOMEHOST
    /// when it is a name.</summary>
    /// <param name="hostName">The clone's name; null: the golden node's.</param>
    public static string RewriteMdadm(string text, DeviceNames names, string? hostName = null) =>
        FileText.EachLine(
            text,
            line =>
            {
                var fields = new FieldLine(line);
                if (fields.IsSilent)
                    return line;
                return fields[0].ToUpperInvariant() switch
                {
                    // What any disk has is looked at, and the UUID says what is meant.
                    "DEVICE" when HasDisk(fields) => fields[0] + " partitions",
                    "HOMEHOST" when hostName is not null && fields.Count == 2 && fields[1][0] != '<' => fields.With(1, hostName),
                    "ARRAY" => Array(line, fields, names),
                    _ => line,
                };
            }
        );

    private static bool HasDisk(FieldLine fields)
    {
        for (var i = 1; i < fields.Count; i++)
            if (fields[i].StartsWith("/dev/", StringComparison.Ordinal) && !LayoutNames.IsStablePath(fields[i]))
                return true;
        return false;
    }

    private static string Array(string line, FieldLine fields, DeviceNames names)
    {
        var array = Array(fields, names);
        for (var i = fields.Count - 1; i > 0; i--)
            if (
                fields[i].StartsWith("UUID=", StringComparison.OrdinalIgnoreCase)
                && names.OldIds.TryGetValue(fields[i][5..].ToLowerInvariant(), out var now)
            )
                line = fields.With(i, "UUID=" + now, line);
            else if (array?.Label is { } label && fields[i].StartsWith("name=", StringComparison.OrdinalIgnoreCase))
                line = fields.With(i, fields[i][..5] + label, line);
            else if (array is not null && fields[i].StartsWith("devices=", StringComparison.OrdinalIgnoreCase))
                line = fields.Without(i, line);
        return line;
    }

    /// <summary>This machine's array that a line means.</summary>
    private static MdArray? Array(FieldLine fields, DeviceNames names)
    {
        for (var i = 1; i < fields.Count; i++)
            if (fields[i].StartsWith("UUID=", StringComparison.OrdinalIgnoreCase))
                foreach (var array in names.Target.Layout.Arrays)
                    if (
                        string.Equals(
                            names.OldIds.GetValueOrDefault(fields[i][5..].ToLowerInvariant()) ?? fields[i][5..],
                            array.Uuid,
                            StringComparison.OrdinalIgnoreCase
                        )
                    )
                        return array;
        return null;
    }

    /// <summary>A grub.cfg that only looks for another one: <c>search --fs-uuid ID</c>, <c>search.fs_uuid ID root</c>.</summary>
    public static string RewriteSearch(string text, DeviceNames names) =>
        FileText.EachLine(
            text,
            line =>
                line.TrimStart().StartsWith("search", StringComparison.Ordinal) ? OldIdSearch.Replace(line, names.OldIds) : line
        );

    /// <summary>device.map of both GRUBs: BIOS drives in the order in which this machine starts from them.</summary>
    public static string DeviceMap(IReadOnlyList<string> disks)
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

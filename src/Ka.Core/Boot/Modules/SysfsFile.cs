using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;

namespace Ka.Boot.Modules;

/// <summary>Small files of sysfs and what stands in its directories. What cannot be read says nothing.</summary>
internal static class SysfsFile
{
    private const int Largest = 4096;

    /// <summary>The text of a one-line file, without the line's end; empty when it cannot be read.</summary>
    public static string Text(BytePath directory, string name) =>
        Files.TryReadAll(directory.Join(BytePath.FromText(name)), out var bytes, Largest).IsSuccess
            ? BytePath.Escape(bytes.AsSpan().TrimEnd("\n "u8)).Trim()
            : "";

    /// <summary>null: it cannot be read or is no number.</summary>
    public static long? Number(BytePath directory, string name) =>
        Files.TryReadAll(directory.Join(BytePath.FromText(name)), out var bytes, Largest).IsSuccess
        && Utf8Parser.TryParse(bytes.AsSpan().TrimStart((byte)' '), out long value, out _)
            ? value
            : null;

    /// <summary>The last component of a link's target; empty when the file is no link.</summary>
    public static string LinkName(BytePath directory, string name)
    {
        var opened = Files.TryOpenDirectory(directory, out var folder);
        using var closing = folder;
        var target = new byte[Largest];
        var read = opened.IsSuccess ? Files.ReadSymbolicLink(folder, BytePath.FromText(name), target) : opened;
        return read.IsSuccess ? BytePath.Escape(new BytePath(target.AsSpan(0, (int)read.Value)).Name) : "";
    }

    /// <summary>The target of a link as written; empty when the file is no link.</summary>
    public static string LinkTarget(BytePath directory, string name)
    {
        var opened = Files.TryOpenDirectory(directory, out var folder);
        using var closing = folder;
        var target = new byte[Largest];
        var read = opened.IsSuccess ? Files.ReadSymbolicLink(folder, BytePath.FromText(name), target) : opened;
        return read.IsSuccess ? Encoding.Latin1.GetString(target, 0, (int)read.Value) : "";
    }

    /// <summary>Names in a directory, sorted; none when it is not there.</summary>
    public static IReadOnlyList<BytePath> Entries(BytePath directory)
    {
        var opened = Files.TryOpenDirectory(directory, out var folder);
        using var closing = folder;
        List<BytePath> names = [];
        var entries = new DirectoryEntries(16 << 10);
        while (opened.IsSuccess && entries.Fill(folder) is { IsSuccess: true, Value: > 0 })
        while (entries.TryNext(out var entry))
            names.Add(new BytePath(entry.Name));
        names.Sort((one, other) => one.Bytes.SequenceCompareTo(other.Bytes));
        return names;
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>What <c>mdadm --detail --export ARRAY</c> printed.</summary>
public static class MdadmReport
{
    /// <param name="geometry">What the kernel says of the array.</param>
    /// <param name="nameOf">The name of the device at a path.</param>
    /// <exception cref="ToolException">A line is missing.</exception>
    public static MdArray Parse(string text, string name, MdGeometry geometry, Func<string, string> nameOf)
    {
        var values = BlkidReport.Parse(text);
        return new MdArray
        {
            Name = name,
            Level = Value(values, "MD_LEVEL", name),
            Uuid = Value(values, "MD_UUID", name),
            Metadata = Value(values, "MD_METADATA", name),
            Label = values.GetValueOrDefault("MD_NAME"),
            Layout = MdLayout.FromNumber(Value(values, "MD_LEVEL", name), geometry.Layout),
            Chunk = geometry.Chunk == 0 ? null : geometry.Chunk,
            Size = geometry.Size,
            Members = [.. Members(values).Values.Select(nameOf)],
        };
    }

    /// <summary>How many devices the array is made for, with those that it lacks; null when mdadm does not say.</summary>
    public static int? DeviceCount(string text) =>
        BlkidReport.Parse(text).TryGetValue("MD_DEVICES", out var count)
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Value(IReadOnlyDictionary<string, string> values, string key, string name) =>
        values.TryGetValue(key, out var value) ? value : throw new ToolException($"mdadm: it does not say {key} of {name}");

    /// <summary>MD_DEVICE_xxx_ROLE is a number, or "spare", which is not kept.</summary>
    private static SortedDictionary<int, string> Members(IReadOnlyDictionary<string, string> values)
    {
        var members = new SortedDictionary<int, string>();
        foreach (var (key, value) in values)
            if (
                key.StartsWith("MD_DEVICE_", StringComparison.Ordinal)
                && key.EndsWith("_ROLE", StringComparison.Ordinal)
                && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var role)
                && values.TryGetValue(key[..^"_ROLE".Length] + "_DEV", out var path)
            )
                members[role] = path;
        return members;
    }
}

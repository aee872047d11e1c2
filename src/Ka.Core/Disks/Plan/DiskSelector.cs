using System;
using System.Globalization;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Disks.Plan;

/// <summary>The operator's word on where a golden disk goes: <c>sda=nvme0n1</c>, <c>sda=serial:S3Z9</c>, <c>sda=wwn:0x5000</c>,
/// <c>sda=size:500G</c>.</summary>
public sealed record DiskSelector
{
    private static readonly string[] s_keys = ["serial", "wwn", "size"];

    private DiskSelector(string golden, string key, string value)
    {
        Golden = golden;
        Key = key;
        Value = value;
    }

    /// <summary>The golden disk's name.</summary>
    public string Golden { get; }

    /// <summary>It means one disk and no other; a size does not.</summary>
    internal bool IsExact => Key != "size";

    /// <summary><c>name</c>, <c>serial</c>, <c>wwn</c> or <c>size</c>.</summary>
    private string Key { get; }

    private string Value { get; }

    /// <exception cref="FormatException">The message names the word.</exception>
    public static DiskSelector Parse(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == word.Length - 1)
            throw new FormatException(
                $"'{BytePath.FromText(word)}' is not GOLDEN=DISK (sda=nvme0n1, sda=serial:S3Z9, sda=wwn:0x5000, sda=size:500G)"
            );
        var (golden, key, value) = (word[..equals], "name", word[(equals + 1)..]);
        foreach (var known in s_keys)
            if (value.StartsWith(known + ":", StringComparison.Ordinal))
                (key, value) = (known, value[(known.Length + 1)..]);
        if (key == "size" && ParseSize(value) is null)
            throw new FormatException($"'{BytePath.FromText(value)}' is not the size of a disk (500G, 2T)");
        return new DiskSelector(PlainName(golden), key, value);
    }

    /// <summary>A drive is given as sda or /dev/sda.</summary>
    public static string PlainName(string drive) =>
        drive.StartsWith("/dev/", StringComparison.Ordinal) ? drive["/dev/".Length..] : drive;

    /// <summary>The rank of a match: 0 is exact, greater is worse, null is no match.</summary>
    internal double? Distance(MachineDisk disk) =>
        Key switch
        {
            "serial" => disk.Serial == Value ? 0 : null,
            "wwn" => disk.Wwn == Value ? 0 : null,
            "size" => SizeDistance(disk.Size),
            _ => disk.Name == PlainName(Value) || disk.Path == Value ? 0 : null,
        };

    public override string ToString() => $"{Golden}={(Key == "name" ? "" : Key + ":")}{BytePath.FromText(Value)}";

    // Disks are sold in decimal units, and are never quite what is written on them.
    private double? SizeDistance(long size)
    {
        var wanted = ParseSize(Value)!.Value;
        var distance = Math.Abs(size - wanted) / wanted;
        return distance <= 0.1 ? distance : null;
    }

    private static double? ParseSize(string text)
    {
        var unit =
            text.Length == 0
                ? 0
                : text[^1] switch
                {
                    'M' => 1e6,
                    'G' => 1e9,
                    'T' => 1e12,
                    _ => 0,
                };
        return
            unit > 0
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count > 0
            ? count * unit
            : null;
    }
}

using System;
using System.Collections.Generic;
using System.Text;

namespace Ka.Disks.Probe;

/// <summary>What <c>blkid -p -o export DEVICE</c> found on a device: tags as <c>TYPE</c>, <c>UUID</c>, <c>LABEL</c>.</summary>
public static class BlkidReport
{
    /// <summary>Values as they are on the disk; blkid puts a backslash before what a shell would take.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                tags[line[..equals]] = Unescape(line[(equals + 1)..]);
        }
        return tags;
    }

    private static string Unescape(string value)
    {
        var plain = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
            plain.Append(value[i] == '\\' && i + 1 < value.Length ? value[++i] : value[i]);
        return plain.ToString();
    }
}

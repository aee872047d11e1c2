using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Disks.Probe;

/// <summary>Every way to name the devices of a machine: paths, UUIDs, labels, partition GUIDs and names.</summary>
internal sealed class DeviceTable
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Another way to name a device; the first that has it keeps it.</summary>
    public void Add(string alias, string? value, string device)
    {
        if (value is not null)
            _names.TryAdd(Key(alias, value), device);
    }

    public void AddPath(string path, string device) => _names.TryAdd(path, device);

    /// <summary>The device that fstab's first field names; null when it is not in this table.</summary>
    public string? Find(string source)
    {
        if (_names.TryGetValue(source, out var device))
            return device;
        foreach (var alias in new[] { "UUID", "LABEL", "PARTUUID", "PARTLABEL" })
        {
            var folder = $"/dev/disk/by-{alias.ToLowerInvariant()}/";
            if (source.StartsWith(alias + "=", StringComparison.Ordinal))
                return _names.GetValueOrDefault(Key(alias, source[(alias.Length + 1)..].Trim('"')));
            if (source.StartsWith(folder, StringComparison.Ordinal))
                return _names.GetValueOrDefault(
                    Key(alias, source[folder.Length..].Replace(@"\x20", " ", StringComparison.Ordinal))
                );
        }
        return null;
    }

    private static string Key(string alias, string value) =>
        $"{alias}={(alias.EndsWith("UUID", StringComparison.Ordinal) ? value.ToLowerInvariant() : value)}";
}

using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>Every way to name the devices of a machine: paths, UUIDs, labels, partition GUIDs and names.</summary>
/// <param name="linkTarget">The path that a symbolic link below /dev stands for; null: it is no link.</param>
internal sealed class DeviceTable(Func<string, string?> linkTarget)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The links of this machine's /dev.</summary>
    public DeviceTable()
        : this(ReadLink) { }

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
        // By serial number, by place, by the array's name: names that udev gives.
        return source.StartsWith("/dev/", StringComparison.Ordinal) && linkTarget(source) is { } target
            ? _names.GetValueOrDefault(target)
            : null;
    }

    /// <summary>Where a link in a directory leads: <c>/dev/disk/by-id/x</c> and <c>../../sda1</c> give
    /// <c>/dev/sda1</c>.</summary>
    internal static string Resolve(string link, string target)
    {
        if (target.StartsWith('/'))
            return target;
        var names = new List<string>(link.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipLast(1));
        foreach (var name in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (name != "..")
                names.Add(name);
            else if (names.Count > 0)
                names.RemoveAt(names.Count - 1);
        return "/" + string.Join('/', names);
    }

    private static string? ReadLink(string path)
    {
        var slash = path.LastIndexOf('/');
        var opened = Files.TryOpenDirectory(BytePath.FromText(path[..slash]), out var directory);
        using var closing = directory;
        var target = new byte[1024];
        if (!opened.IsSuccess)
            return null;
        var read = Files.ReadSymbolicLink(directory, SurrogateEscape.Encode(path[(slash + 1)..]), target);
        return read.IsSuccess && read.Value < target.Length
            ? Resolve(path, SurrogateEscape.Decode(target.AsSpan(0, (int)read.Value)))
            : null;
    }

    private static string Key(string alias, string value) =>
        $"{alias}={(alias.EndsWith("UUID", StringComparison.Ordinal) ? value.ToLowerInvariant() : value)}";
}

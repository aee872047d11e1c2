using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>A mount as the kernel knows it: a line of mountinfo (proc_pid_mountinfo(5)). Reading it asks no file
/// system.</summary>
public sealed record KernelMount
{
    private const int MaxLength = 16 << 20;

    public required int Id { get; init; }

    /// <summary>The mount that it stands on.</summary>
    public required int Parent { get; init; }

    /// <summary>Of the file system; of btrfs, and of what is on no block device, a number without a device.</summary>
    public required DeviceNumber Device { get; init; }

    /// <summary>The part of the file system that is mounted: <c>/</c> is all of it.</summary>
    public required string Root { get; init; }

    public required string Target { get; init; }

    public required string Type { get; init; }

    public required string Source { get; init; }

    /// <summary>Of the mount and of the file system.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What this process sees mounted, in the order in which the kernel lists it.</summary>
    /// <exception cref="LinuxException"/>
    public static IReadOnlyList<KernelMount> Read() => Parse(ReadText("/proc/self/mountinfo"));

    /// <summary>Paths of what is swapped to: devices and files.</summary>
    /// <exception cref="LinuxException"/>
    public static IReadOnlyList<string> ReadSwaps() => ParseSwaps(ReadText("/proc/swaps"));

    /// <exception cref="ToolException">A line is not understood.</exception>
    public static IReadOnlyList<KernelMount> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine)];

    /// <summary>What /proc/swaps has: a heading, then a line for each.</summary>
    internal static IReadOnlyList<string> ParseSwaps(string text) =>
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => Unescape(line.Split([' ', '\t'], 2)[0])),
        ];

    /// <summary>The devices, with each place where the kernel has them mounted: lsblk before 2.37 names one at most.</summary>
    internal static IReadOnlyList<BlockDevice> Complete(
        IReadOnlyList<BlockDevice> devices,
        IReadOnlyList<KernelMount> mounts,
        IReadOnlyList<string> swaps
    )
    {
        if (devices.Count == 0)
            return devices;
        var places = mounts.ToLookup(mount => mount.Device, mount => mount.Target);
        var sources = mounts.ToLookup(mount => mount.Source, mount => mount.Target, StringComparer.Ordinal);
        BlockDevice With(BlockDevice device) =>
            device with
            {
                MountPoints =
                [
                    .. device
                        .MountPoints.Concat(device.Number is { } number ? places[number] : [])
                        .Concat(sources[device.Path])
                        .Concat(swaps.Contains(device.Path) || swaps.Contains("/dev/" + device.KernelName) ? ["[SWAP]"] : [])
                        .Distinct(),
                ],
                Children = [.. device.Children.Select(With)],
            };
        return [.. devices.Select(With)];
    }

    private static string ReadText(string name)
    {
        var path = BytePath.FromText(name);
        using var file = Files.OpenRead(path);
        return SurrogateEscape.Decode(Files.ReadToEnd(file, path, MaxLength));
    }

    private static KernelMount ParseLine(string line)
    {
        var words = line.Split(' ');
        var dash = Array.IndexOf(words, "-", Math.Min(6, words.Length));
        if (
            dash < 0
            || words.Length < dash + 4
            || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
            || BlockDevice.ParseNumber(words[2]) is not { } device
        )
            throw new ToolException($"/proc/self/mountinfo: a line is not understood: {BytePath.FromText(line)}");
        return new KernelMount
        {
            Id = id,
            Parent = parent,
            Device = device,
            Root = Unescape(words[3]),
            Target = Unescape(words[4]),
            Type = words[dash + 1],
            Source = Unescape(words[dash + 2]),
            Options =
            [
                .. words[5]
                    .Split(',')
                    .Concat(words[dash + 3].Split(','))
                    .Where(word => word.Length > 0)
                    .Select(Unescape)
                    .Distinct(),
            ],
        };
    }

    /// <summary>The kernel writes blanks, line ends and backslashes as three octal digits.</summary>
    private static string Unescape(string word)
    {
        if (!word.Contains('\\', StringComparison.Ordinal))
            return word;
        var plain = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length; i++)
            if (word[i] == '\\' && i + 3 < word.Length && word.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                plain.Append((char)(((word[i + 1] - '0') << 6) | ((word[i + 2] - '0') << 3) | (word[i + 3] - '0')));
                i += 3;
            }
            else
                plain.Append(word[i]);
        return plain.ToString();
    }
}

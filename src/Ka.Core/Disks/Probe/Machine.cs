using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>The machine that a layout is to be fitted to.</summary>
public sealed record Machine
{
    public Firmware Firmware { get; init; }

    /// <summary>Bytes of RAM.</summary>
    public long Memory { get; init; }

    /// <summary>Its disks, in the order in which roles are given.</summary>
    public IReadOnlyList<MachineDisk> Disks { get; init; } = [];

    /// <summary>Arrays and volume groups that are there, on any disk.</summary>
    public IReadOnlyList<DiskStack> Stacks { get; init; } = [];

    /// <summary>Reads this machine: its fixed disks, or exactly those that are named.</summary>
    /// <param name="named">Names or paths; none: all disks.</param>
    /// <param name="mountDirectory">What is mounted below it of disks that were made for it does not count as use: a run before
    /// this one did it.</param>
    /// <exception cref="ToolException"/>
    /// <exception cref="LayoutException">A named disk is not there.</exception>
    public static Machine Read(IReadOnlyList<string> named, string mountDirectory)
    {
        var paths = named.Select(name => name.StartsWith('/') ? name : "/dev/" + name).ToList();
        var devices = BlockDevice.Read([.. paths]);
        var made = OwnedDisks.Of(mountDirectory);
        var disks = devices
            .Where(device => named.Count > 0 || device.Type == "disk")
            .Select(device => MachineDisk.From(device, made) with { IsNamed = named.Count > 0 });
        return new Machine
        {
            Firmware = ReadFirmware(),
            Memory = ReadMemory(),
            Stacks = DiskStack.Read(),
            // Named ones in the order of their names; the kernel's own order follows its names, with numbers as numbers.
            Disks =
                named.Count > 0
                    ? [.. disks.OrderBy(disk => paths.IndexOf(disk.Path))]
                    : [.. disks.OrderBy(disk => NaturalKey(disk.Name), StringComparer.Ordinal)],
        };
    }

    /// <summary>What the kernel was started by.</summary>
    public static Firmware ReadFirmware()
    {
        var found = Files.TryOpenRead("/sys/firmware/efi"u8, out var file);
        file.Dispose();
        return found.IsSuccess ? Firmware.Uefi : Firmware.Bios;
    }

    /// <summary>sda, sdb, ..., sdaa; nvme2n1 before nvme10n1.</summary>
    internal static string NaturalKey(string name)
    {
        var letters = name[..Span(name, 0, char.IsAsciiLetterLower)];
        var rest = name[letters.Length..];
        var key = new StringBuilder(
            letters.StartsWith("sd", StringComparison.Ordinal)
            || letters.StartsWith("vd", StringComparison.Ordinal)
            || letters.StartsWith("hd", StringComparison.Ordinal)
                ? letters[..2] + letters[2..].PadLeft(4, ' ')
                : letters
        );
        for (var i = 0; i < rest.Length; )
        {
            var digits = rest.Substring(i, Span(rest, i, char.IsAsciiDigit));
            key.Append(digits.Length > 0 ? digits.PadLeft(8, '0') : rest[i].ToString());
            i += Math.Max(1, digits.Length);
        }
        return key.ToString();
    }

    private static int Span(string text, int start, Func<char, bool> belongs)
    {
        var end = start;
        while (end < text.Length && belongs(text[end]))
            end++;
        return end - start;
    }

    private static long ReadMemory()
    {
        var path = BytePath.FromText("/proc/meminfo");
        using var file = Files.OpenRead(path);
        var line = Encoding
            .ASCII.GetString(Files.ReadToEnd(file, path))
            .Split('\n')
            .First(text => text.StartsWith("MemTotal:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

/// <summary>A disk that could be taken.</summary>
public sealed record MachineDisk
{
    private const int BusyTries = 20;

    private static readonly TimeSpan s_busyInterval = TimeSpan.FromMilliseconds(100);

    public required string Name { get; init; }

    public required string Path { get; init; }

    public required long Size { get; init; }

    public required int SectorSize { get; init; }

    public string? Serial { get; init; }

    public string? Wwn { get; init; }

    public string? Model { get; init; }

    /// <summary>What was found on it: <c>sda1 ext4 root</c>, one entry for each device with a file system, RAID, LVM or
    /// swap.</summary>
    public IReadOnlyList<string> Contents { get; init; } = [];

    public bool Removable { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Memory, a file, a drive for discs: only taken when it is named.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>The operator named it.</summary>
    public bool IsNamed { get; init; }

    /// <summary>What of it is in use by this machine, and where: <c>sda1 is mounted on /</c>; null when nothing is.</summary>
    public string? InUse { get; init; }

    /// <summary>Why it can never be taken; null when it can.</summary>
    public string? Refusal() =>
        Removable ? "it is removable"
        : ReadOnly ? "it is read-only"
        : InUse is not null ? $"it is in use: {InUse}"
        : IsVirtual && !IsNamed ? "it is no disk"
        : SectorSize is not (512 or 4096) ? $"its sectors have {SectorSize} bytes"
        : null;

    internal static MachineDisk From(BlockDevice device, OwnedDisks made) =>
        new()
        {
            Name = device.Name,
            Path = device.Path,
            Size = device.Size,
            SectorSize = device.SectorSize,
            Serial = device.Serial,
            Wwn = device.Wwn,
            Model = device.Model,
            Contents =
            [
                .. device
                    .Tree()
                    .Where(part => part.FileSystem is not null)
                    .Select(part => $"{part.Name} {part.FileSystem} {part.Label}".TrimEnd()),
            ],
            Removable = device.Removable,
            ReadOnly = device.ReadOnly,
            IsVirtual = !(device with { Removable = false }).IsFixedDisk,
            InUse = Use(device, made),
        };

    private static string? Use(BlockDevice device, OwnedDisks made)
    {
        foreach (var part in device.Tree())
        foreach (var place in part.MountPoints)
            if (place == "[SWAP]")
                return $"{part.Name} is swapped to";
            else if (!made.Has(device.Name) || !made.IsInside(place))
                return $"{part.Name} is mounted on {BytePath.FromText(place)}";
        // What is mounted in another name space, or as one of several devices of a btrfs, is on no list: the kernel knows.
        return
            device.Tree().FirstOrDefault(part => part is { Children.Count: 0, MountPoints.Count: 0 } && IsBusy(part.Path))
                is { } busy
            ? $"the kernel uses {busy.Name}"
            : null;
    }

    /// <summary>udev and its programs hold a device for moments.</summary>
    private static bool IsBusy(string path)
    {
        var nothing = new PollSet(1);
        for (var tries = 0; ; tries++)
        {
            var opened = Files.TryOpenUnused(BytePath.FromText(path), out var device);
            device.Dispose();
            if (!opened.Is(Errno.EBUSY) || tries == BusyTries)
                return opened.Is(Errno.EBUSY);
            nothing.Wait(s_busyInterval);
        }
    }
}

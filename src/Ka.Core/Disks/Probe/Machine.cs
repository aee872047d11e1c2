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
    public Firmware Firmware { get; init; } = Firmware.Bios;

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
        var all = BlockDevice.Read();
        var meant = named.Count == 0 ? [] : BlockDevice.Read([.. paths]);
        var made = OwnedDisks.Of(mountDirectory);
        var seen = all.Where(device => device.Type == "disk" || paths.Contains(device.Path))
            .Concat(meant)
            .DistinctBy(device => device.Path)
            .Select(device =>
                MachineDisk.From(device, made) with
                {
                    IsNamed = paths.Contains(device.Path),
                    Transport = DiskTransport.Read(BytePath.FromText("/sys"), device),
                    Signatures =
                        device.IsFixedDisk || paths.Contains(device.Path) ? DiskSignatures.Read(device) : DiskSignatures.Nothing,
                }
            )
            .OrderBy(disk => NaturalKey(disk.Name), StringComparer.Ordinal)
            .ToList();
        var disks = DiskPaths.Mark(seen);
        return new Machine
        {
            Firmware = ReadFirmware(),
            Memory = ReadMemory(),
            Stacks = DiskStack.Read(all),
            // Named ones in the order of their names; the kernel's own order follows its names, with numbers as numbers.
            Disks = named.Count > 0 ? [.. disks.Where(disk => disk.IsNamed).OrderBy(disk => paths.IndexOf(disk.Path))] : disks,
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

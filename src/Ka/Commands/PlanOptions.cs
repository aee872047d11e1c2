using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Ka.CommandLine;
using Ka.Disks.Desc;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Commands;

/// <summary>The options that <c>layout plan</c> and <c>layout apply</c> share: the fitting of a layout to this machine.</summary>
internal sealed class PlanOptions
{
    private readonly Argument<string> _file = new("FILE") { Description = "The golden node's layout; - is standard input." };

    private readonly Option<string[]> _desc = new("--desc", "-p")
    {
        Description = "Partition the golden disk DRIVE by this desc file. Repeatable.",
        HelpName = "DRIVE FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _map = new("--map")
    {
        Description = "Where a golden disk goes: sda=nvme0n1, sda=serial:S, sda=wwn:W, sda=size:500G. Repeatable.",
        HelpName = "GOLDEN=DISK",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _exclude = new("--exclude-disk", "-X")
    {
        Description = "Leave this disk out, on both sides. Repeatable; 'A|B' are two.",
        HelpName = "DISK",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _disks = new("--disk")
    {
        Description = "Take only this disk of this machine. Repeatable; the first is the first role.",
        HelpName = "DEV",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _mbrFile = new("--mbr-file", "-M")
    {
        Description = "Write FILE's 446 bytes as DRIVE's boot code. Repeatable.",
        HelpName = "DRIVE FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly AcceptanceOptions _acceptance = new();

    private readonly Option<bool> _fresh = new("--fresh-uuids")
    {
        Description = "New UUIDs, partition GUIDs and disk ids; labels stay.",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_file);
        command.AddOptions("The plan", _desc, _map, _exclude, _disks, _mbrFile, _fresh, _acceptance.Empty, _acceptance.Clones);
    }

    /// <summary>Reads the layout, the desc files and this machine's disks, and plans. Nothing is touched.</summary>
    /// <param name="mountDirectory">Mounts below it do not count as use.</param>
    /// <exception cref="UsageException">An option makes no sense.</exception>
    /// <exception cref="LayoutException">A file is wrong.</exception>
    public DiskPlan Plan(ParseResult parsed, string mountDirectory) =>
        DiskPlanner.Plan(
            new PlanRequest
            {
                Map = [.. (parsed.GetValue(_map) ?? []).Select(Selector)],
                Golden = LayoutText.Read(ReadFile(parsed.GetRequiredValue(_file), LayoutText.MaxLength)),
                Descs =
                [
                    .. Pairs(parsed, _desc)
                        .Select(pair => new DescChoice(pair.Drive, DescFile.Parse(ReadText(pair.File), pair.File), pair.File)),
                ],
                BootCodes = [.. Pairs(parsed, _mbrFile).Select(pair => new BootCodeChoice(pair.Drive, ReadBootCode(pair.File)))],
                Excluded = SplitNames(parsed.GetValue(_exclude)),
                FreshUuids = parsed.GetValue(_fresh),
                Accepts = _acceptance.Read(parsed),
                Machine = Machine.Read(parsed.GetValue(_disks) ?? [], mountDirectory),
            }
        );

    /// <summary>'A|B' are two.</summary>
    public static IReadOnlyList<string> SplitNames(string[]? lists) =>
        [
            .. (lists ?? [])
                .SelectMany(list => list.Split('|', StringSplitOptions.RemoveEmptyEntries))
                .Select(DiskSelector.PlainName),
        ];

    /// <summary>The drive and the file of each.</summary>
    /// <exception cref="UsageException">There is a single word where two are needed.</exception>
    public static IEnumerable<DriveAndFile> Pairs(ParseResult parsed, Option<string[]> option)
    {
        foreach (var word in parsed.GetValue(option) ?? [])
        {
            var (drive, file) =
                PairedArguments.Split(word)
                ?? throw new UsageException(
                    $"{option.Name} needs two words, {option.HelpName}: '{BytePath.FromText(word)}' is one"
                );
            yield return new DriveAndFile(DiskSelector.PlainName(drive), file);
        }
    }

    private static DiskSelector Selector(string word)
    {
        try
        {
            return DiskSelector.Parse(word);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--map: {e.Message}");
        }
    }

    private static string ReadText(string path) => System.Text.Encoding.UTF8.GetString(ReadFile(path, 1 << 20));

    /// <exception cref="LayoutException">It has another length.</exception>
    public static byte[] ReadBootCode(string path)
    {
        var code = ReadFile(path, 1 << 20);
        return code.Length == PartitionTable.BootCodeLength
            ? code
            : throw new LayoutException(
                $"{BytePath.FromText(path)}: {code.Length} bytes; boot code has {PartitionTable.BootCodeLength}"
            );
    }

    /// <summary>Reads a whole file; - is standard input.</summary>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public static byte[] ReadFile(string path, int limit)
    {
        var name = BytePath.FromText(path == "-" ? "standard input" : path);
        using var file = path == "-" ? null : Files.OpenRead(name);
        return Files.ReadToEnd(file ?? Fd.StandardInput, name, limit);
    }

    /// <summary>Two words of the command line.</summary>
    public sealed record DriveAndFile(string Drive, string File);
}

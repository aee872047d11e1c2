using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Tests.Disks;

/// <summary>A machine with disks of any kind, as lsblk prints it and the product reads it, and what is known of each.</summary>
internal sealed class MachineRoom
{
    private const long Mebi = 1 << 20;

    private static readonly string[] s_serials = ["S1", "S2", "S3", "S4"];

    private readonly Random _random;
    private readonly Layout _golden;
    private readonly Func<Guid> _newGuid;
    private readonly HashSet<string> _used = [];
    private readonly HashSet<string> _unfit = [];
    private readonly HashSet<string> _named = [];

    public MachineRoom(Random random, Layout golden, Func<Guid> newGuid)
    {
        (_random, _golden, _newGuid) = (random, golden, newGuid);
        var known = Kinds().ToList();
        if (random.Next(4) == 0)
            _named.UnionWith(known.Where(_ => random.Next(2) == 0).Select(disk => disk.Name));
        // Of what is no disk only that is looked at which is named.
        var seen = DiskPaths.Mark([.. known.Where(disk => disk.Type == "disk" || _named.Contains(disk.Name)).Select(Read)]);
        Kind = known.ToDictionary(disk => disk.Name);
        Machine = new Machine
        {
            Firmware = random.Next(2) == 0 ? Firmware.Bios : Firmware.Uefi,
            Memory = random.NextInt64(1, 64) << 30,
            Disks = _named.Count > 0 ? [.. seen.Where(disk => disk.IsNamed)] : seen,
            Stacks = [.. Stacks(seen)],
        };
    }

    public Machine Machine { get; }

    /// <summary>What is known of a disk, by its name.</summary>
    public IReadOnlyDictionary<string, KnownDisk> Kind { get; }

    /// <summary>Disks that this machine, or multipathd, uses.</summary>
    public IReadOnlySet<string> Used => _used;

    /// <summary>Disks that can be pulled, or not be written to.</summary>
    public IReadOnlySet<string> Unfit => _unfit;

    /// <summary>Disks that the operator named.</summary>
    public IReadOnlySet<string> Named => _named;

    /// <summary>The disks that <see cref="Map"/> means when it means disks exactly, and not any of about a size.</summary>
    public IReadOnlyList<string>? Meant { get; private set; }

    /// <summary>Any disk's name, serial number, WWN or size as the golden disk's place.</summary>
    public DiskSelector Map(string golden)
    {
        var disk = Machine.Disks[_random.Next(Machine.Disks.Count)];
        var (word, same) = _random.Next(4) switch
        {
            0 when disk.Serial is { } serial => ($"serial:{serial}", Machine.Disks.Where(other => other.Serial == serial)),
            1 when disk.Wwn is { } wwn => ($"wwn:{wwn}", Machine.Disks.Where(other => other.Wwn == wwn)),
            2 => ($"size:{disk.Size / 1_000_000}M", null),
            _ => (disk.Name, Machine.Disks.Where(other => other.Name == disk.Name)),
        };
        Meant = same is null ? null : [.. same.Select(one => one.Name)];
        return DiskSelector.Parse($"{golden}={word}");
    }

    private IEnumerable<KnownDisk> Kinds()
    {
        var any = KnownDisk.All.OrderBy(_ => _random.Next()).Take(_random.Next(0, 18));
        // One disk with two or three paths.
        var paths = Enumerable
            .Range(0, _random.Next(4))
            .Select(i =>
                _random.Next(2) == 0
                    ? new KnownDisk($"sdp{(char)('a' + i)}", "sas", Consent.NotNeeded)
                    : new KnownDisk($"sdp{(char)('a' + i)}", "fc", Consent.MapOrName)
            );
        return any.Concat(paths);
    }

    private MachineDisk Read(KnownDisk known)
    {
        var device = BlockDevice.Parse(new JsonObject { ["blockdevices"] = new JsonArray(Listed(known)) }.ToJsonString())[0];
        // Nothing of this machine is asked: the kernel knows no device of that path.
        return MachineDisk.From(device, new OwnedDisks("/mnt/disk", ["vda"])) with
        {
            Path = "/dev/" + known.Name,
            IsNamed = _named.Contains(known.Name),
            Transport = DiskTransport.Of(known.SysPath, device.Transport, null, known.Controllers),
            Signatures = Signatures(known.Name),
        };
    }

    private JsonObject Listed(KnownDisk known)
    {
        var isPath = known.Name.StartsWith("sdp", StringComparison.Ordinal);
        var (removable, readOnly) = (_random.Next(20) == 0, _random.Next(20) == 0);
        var child = Child(known.Name, out var isUsed);
        if (removable || readOnly)
            _unfit.Add(known.Name);
        if (isUsed)
            _used.Add(known.Name);
        return new JsonObject
        {
            ["name"] = known.Name,
            ["path"] = "/ka-none/" + known.Name,
            ["type"] = known.Type,
            ["size"] = isPath ? 30_000 * Mebi : (_random.NextInt64(64, 90_000) * Mebi) + (_random.Next(2048) * 4096L),
            ["log-sec"] = !isPath && _random.Next(4) == 0 ? 4096 : 512,
            ["rm"] = removable,
            // Old versions write words.
            ["ro"] = readOnly ? "1" : "0",
            ["tran"] = known.Listed,
            ["serial"] = _random.Next(2) == 0 ? s_serials[_random.Next(s_serials.Length)] : null,
            ["wwn"] =
                isPath ? "0x5000c5007"
                : _random.Next(3) == 0 ? $"0x{_random.Next(4)}"
                : null,
            ["children"] = child is null ? new JsonArray() : new JsonArray(child),
        };
    }

    /// <summary>A partition, and what is made of it.</summary>
    /// <param name="isUsed">This machine uses it.</param>
    private JsonObject? Child(string disk, out bool isUsed)
    {
        var (type, place) = _random.Next(32) switch
        {
            0 => ("part", "/"),
            1 => ("part", "[SWAP]"),
            2 => ("lvm", "/srv/a b"),
            3 => ("crypt", "/home"),
            4 => ("mpath", null),
            5 => ("part", "/mnt/disk/boot"),
            6 => ("raid1", "/mnt/disk"),
            7 or 8 => ("lvm", null),
            9 => ("crypt", null),
            < 15 => ("part", null),
            _ => ("", (string?)null),
        };
        // What is mounted for a clone is a run's before this one when that run made the disk.
        var own = disk == "vda" && place is not null && place.StartsWith("/mnt/disk", StringComparison.Ordinal);
        isUsed = type == "mpath" || (place is not null && !own);
        if (type.Length == 0)
            return null;
        var part = new JsonObject
        {
            ["name"] = disk + "1",
            ["path"] = $"/ka-none/{disk}1",
            ["type"] = type == "mpath" ? "mpath" : "part",
            ["mountpoint"] = type == "part" ? place : null,
        };
        if (type is "lvm" or "crypt" or "raid1")
            part["children"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "left-over",
                    ["path"] = "/ka-none/left-over",
                    ["type"] = type,
                    ["mountpoints"] = new JsonArray(place),
                }
            );
        return part;
    }

    /// <summary>Nothing, a golden disk's own contents, or others.</summary>
    private DiskSignatures Signatures(string name)
    {
        var disk = _golden.Disks[_random.Next(_golden.Disks.Count)];
        var isOther = _random.Next(2) == 0;
        if (_random.Next(3) == 0)
            return DiskSignatures.Nothing;
        string? Type(FileSystem made) =>
            !isOther || _random.Next(3) > 0
                ? made.Type
                : new[] { "ntfs", "crypto_LUKS", DiskPart.Ambivalent, DiskPart.Unreadable }[_random.Next(4)];
        return new DiskSignatures(
            disk.Table is null ? null
                : disk.Table.Kind == TableKind.Gpt ? "gpt"
                : "dos",
            _random.Next(6) == 0 ? null : disk.Table?.Id,
            [
                .. _golden.FileSystems.Select(
                    (made, i) =>
                        new DiskSignature(
                            $"{name}{i}",
                            Type(made),
                            isOther && _random.Next(3) == 0 ? _newGuid().ToString() : made.Uuid,
                            _random.Next(5) == 0 ? null : "0x83"
                        )
                ),
            ]
        );
    }

    /// <summary>Arrays and groups that another system left here, with any name.</summary>
    private IEnumerable<DiskStack> Stacks(IReadOnlyList<MachineDisk> disks)
    {
        foreach (var (name, isArray) in new[] { ("md0", true), ("vg", false), ("vg9", false) })
            if (disks.Count > 0 && _random.Next(12) == 0)
                yield return new DiskStack(
                    name,
                    isArray,
                    [.. disks.OrderBy(_ => _random.Next()).Take(_random.Next(1, 3)).Select(disk => disk.Name)]
                );
    }
}

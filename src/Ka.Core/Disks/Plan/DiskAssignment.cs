using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;

namespace Ka.Disks.Plan;

/// <summary>Gives each golden disk one of the machine's. A golden disk's place in the list is its role.</summary>
internal sealed class DiskAssignment(PlanRequest request, Func<Disk, MachineDisk, bool> fits, Func<Disk, long> needed)
{
    private readonly Dictionary<string, MachineDisk> _roles = new(StringComparer.Ordinal);
    private readonly List<string> _reasons = [];

    /// <summary>The reasons why golden disks got no disk of this machine.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>The disks of this machine by golden name; golden disks that got no disk are missing.</summary>
    public IReadOnlyDictionary<string, MachineDisk> Assign(IReadOnlyList<Disk> golden)
    {
        foreach (var selector in request.Map)
            ApplyMap(golden, selector);
        var rest = golden
            .Where(disk => !_roles.ContainsKey(disk.Name) && !request.Map.Any(selector => selector.Golden == disk.Name))
            .ToList();
        var candidates = rest.ConvertAll(Candidates);
        for (var i = 0; i < rest.Count; i++)
        {
            var free = candidates[i].Where(IsFree).ToList();
            // The first one with which all the others still find a place; when they cannot anyway, the first one.
            var chosen = free.Find(disk => CanPlace(candidates, i + 1, disk)) ?? free.FirstOrDefault();
            if (chosen is null)
                _reasons.Add(NoDisk(rest[i]));
            else
                _roles[rest[i].Name] = chosen;
        }
        return _roles;
    }

    /// <summary>null: it may be taken.</summary>
    private string? Refusal(MachineDisk disk) =>
        request.Excluded.Any(name => DiskSelector.PlainName(name) == disk.Name) ? "it is left out" : disk.Refusal();

    private void ApplyMap(IReadOnlyList<Disk> golden, DiskSelector selector)
    {
        if (golden.FirstOrDefault(disk => disk.Name == selector.Golden) is not { } disk)
        {
            _reasons.Add($"--map {selector}: the golden node has no disk {selector.Golden} that is copied");
            return;
        }
        var meant = request
            .Machine.Disks.Where(target => selector.Distance(target) is not null && IsFree(target))
            .OrderBy(selector.Distance)
            .FirstOrDefault();
        var reason =
            meant is null ? "there is no such disk, or it is taken"
            : Refusal(meant) is { } refusal ? $"{meant.Name}: {refusal}"
            : !fits(disk, meant) ? TooSmall(disk, meant)
            : null;
        if (reason is not null)
            _reasons.Add($"--map {selector}: {reason}");
        else if (!_roles.TryAdd(disk.Name, meant!))
            _reasons.Add($"--map {selector}: {disk.Name} is mapped twice");
    }

    // The same disk as on the golden node first: this may be the golden node itself, or its disks moved.
    private List<MachineDisk> Candidates(Disk golden) =>
        [
            .. request
                .Machine.Disks.Where(disk => Refusal(disk) is null && fits(golden, disk))
                .OrderBy(disk =>
                    (golden.Serial is not null && golden.Serial == disk.Serial)
                    || (golden.Wwn is not null && golden.Wwn == disk.Wwn)
                        ? 0
                        : 1
                ),
        ];

    private bool IsFree(MachineDisk disk) => !_roles.Values.Any(taken => taken.Name == disk.Name);

    /// <summary>All from <paramref name="first"/> on find a place when this disk is taken: a matching by augmenting
    /// paths.</summary>
    private bool CanPlace(List<List<MachineDisk>> candidates, int first, MachineDisk taken)
    {
        var owner = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = first; i < candidates.Count; i++)
            if (!Augment(candidates, i, taken, owner, []))
                return false;
        return true;
    }

    private bool Augment(
        List<List<MachineDisk>> candidates,
        int i,
        MachineDisk taken,
        Dictionary<string, int> owner,
        HashSet<string> seen
    )
    {
        foreach (var disk in candidates[i])
        {
            if (disk.Name == taken.Name || !IsFree(disk) || !seen.Add(disk.Name))
                continue;
            if (owner.TryGetValue(disk.Name, out var other) && !Augment(candidates, other, taken, owner, seen))
                continue;
            owner[disk.Name] = i;
            return true;
        }
        return false;
    }

    private string NoDisk(Disk golden)
    {
        var others = request
            .Machine.Disks.Select(disk =>
                Refusal(disk) is { } refusal ? $"{disk.Name}: {refusal}"
                : !IsFree(disk) ? $"{disk.Name} is taken for {_roles.Keys.First(golden => _roles[golden].Name == disk.Name)}"
                : TooSmall(golden, disk)
            )
            .ToList();
        return $"no disk for {golden.Name} ({SizeFormat.Of(golden.Size)}): "
            + $"{(others.Count == 0 ? "this machine has none" : string.Join("; ", others))}";
    }

    private string TooSmall(Disk golden, MachineDisk disk) =>
        $"{disk.Name} has {SizeFormat.Of(disk.Size)} ({disk.Size} bytes), and {SizeFormat.Of(needed(golden))} "
        + $"({needed(golden)} bytes) are needed";
}

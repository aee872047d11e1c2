using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>Gives each golden disk one of the machine's. A golden disk's place in the list is its role.</summary>
internal sealed class DiskAssignment(PlanRequest request, Func<Disk, MachineDisk, bool> fits, Func<Disk, int, long> needed)
{
    private readonly Dictionary<string, MachineDisk> _roles = new(StringComparer.Ordinal);
    private readonly DiskOrigin _origin = new(request);
    private readonly List<Finding> _reasons = [];

    /// <summary>The reasons why golden disks got no disk of this machine.</summary>
    public IReadOnlyList<Finding> Reasons => _reasons;

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
                AddNoDisk(rest[i]);
            else
                _roles[rest[i].Name] = chosen;
        }
        return _roles;
    }

    /// <summary>null: it may be taken.</summary>
    private Finding? Refusal(MachineDisk disk, bool isMapped = false) =>
        request.Excluded.Any(name => DiskSelector.PlainName(name) == disk.Name)
            ? Finding.Of(FindingKind.DiskExcluded, disk.Name)
            : disk.Refusal(isMapped) ?? _origin.Refusal(disk, request.Accepts);

    private void ApplyMap(IReadOnlyList<Disk> golden, DiskSelector selector)
    {
        if (golden.FirstOrDefault(disk => disk.Name == selector.Golden) is not { } disk)
            Refuse(selector, Finding.Of(FindingKind.UnknownGoldenDisk, selector.Golden));
        else if (_roles.ContainsKey(disk.Name))
            Refuse(selector, Finding.Of(FindingKind.MapTwice, disk.Name));
        else if (Meant(selector, disk) is { } meant)
            _roles.Add(disk.Name, meant);
    }

    /// <summary>The disk of a selector; null, and a reason, when it cannot be had.</summary>
    private MachineDisk? Meant(DiskSelector selector, Disk golden)
    {
        var matches = request.Machine.Disks.Where(target => selector.Distance(target) is not null).ToList();
        if (selector.IsExact && matches.Select(disk => disk.SameAs ?? disk.Name).Distinct().Skip(1).Any())
            return Refuse(
                selector,
                new Finding(FindingKind.MapAmbiguous, golden.Name, string.Join(", ", matches.Select(disk => disk.Name)))
            );
        var meant = matches
            .Where(IsFree)
            .OrderBy(disk => Refusal(disk, selector.IsExact) is null ? 0 : 1)
            .ThenBy(selector.Distance)
            .FirstOrDefault();
        return meant is null ? Refuse(selector, Finding.Of(FindingKind.MapNoDisk, golden.Name))
            : Refusal(meant, selector.IsExact) is { } refusal ? Refuse(selector, refusal)
            : !fits(golden, meant) ? Refuse(selector, TooSmall(golden, meant))
            : meant;
    }

    private MachineDisk? Refuse(DiskSelector selector, Finding reason)
    {
        _reasons.Add(reason with { Place = $"--map {selector}" });
        return null;
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

    private void AddNoDisk(Disk golden)
    {
        _reasons.Add(Finding.Of(FindingKind.NoDisk, golden.Name, golden.Size));
        foreach (var disk in request.Machine.Disks)
        {
            var reason =
                Refusal(disk)
                ?? (
                    IsFree(disk)
                        ? TooSmall(golden, disk)
                        : new Finding(
                            FindingKind.DiskTaken,
                            disk.Name,
                            _roles.Keys.First(other => _roles[other].Name == disk.Name)
                        )
                );
            if (!_reasons.Contains(reason))
                _reasons.Add(reason);
        }
    }

    private Finding TooSmall(Disk golden, MachineDisk disk) =>
        new(FindingKind.DiskTooSmall, disk.Name, golden.Name) { Numbers = [disk.Size, needed(golden, disk.SectorSize)] };
}

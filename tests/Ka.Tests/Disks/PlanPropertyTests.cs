using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Formatting;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>Thousands of layouts on thousands of machines: whatever is planned never harms what it must not.</summary>
public sealed class PlanPropertyTests
{
    /// <summary>Another seed, other layouts: KA_SEED=N.</summary>
    private static readonly int s_seed = int.TryParse(Environment.GetEnvironmentVariable("KA_SEED"), out var seed)
        ? seed
        : 20261124;

    [Fact]
    public void A_plan_never_overlaps_never_exceeds_and_never_touches_what_it_must_not()
    {
        var possible = 0;
        for (var run = 0; run < 6000; run++)
        {
            var (room, request, plan) = Plan(s_seed + run);
            if (plan.IsPossible)
            {
                possible++;
                CheckRoles(room, request, plan, run);
                CheckMap(room, request, plan, run);
                CheckStacks(request, plan, run);
                CheckTables(plan, run);
                CheckContents(request, plan, run);
                CheckSteps(request, plan, run);
            }
            else
                Assert.True(
                    plan.Steps.Count == 0
                        && plan.Target is null
                        && plan.Reasons.Select(VerdictText.Describe).All(reason => reason.Length > 0 && !reason.Contains('\n')),
                    $"seed {s_seed + run}"
                );
        }
        // Both happen often, or the generator has gone blind.
        Assert.InRange(possible, 1000, 5500);
    }

    [Fact]
    public void The_same_request_gives_the_same_plan()
    {
        for (var run = 0; run < 300; run++)
            Assert.Equal(Words(Plan(s_seed + run).Plan), Words(Plan(s_seed + run).Plan));
    }

    [Fact]
    public void A_larger_disk_never_makes_a_plan_impossible()
    {
        for (var run = 0; run < 1500; run++)
        {
            var (room, request, plan) = Plan(s_seed + run);
            // A map by size means another disk then.
            if (!plan.IsPossible || (request.Map.Count > 0 && room.Meant is null))
                continue;
            var larger = request.Machine with
            {
                Disks = [.. request.Machine.Disks.Select(disk => disk with { Size = disk.Size + (1L << 32) })],
            };
            var again = DiskPlanner.Plan(request with { Machine = larger });
            Assert.True(again.IsPossible, $"seed {s_seed + run}: {string.Join("; ", again.Reasons)}");
        }
    }

    private static (MachineRoom Room, PlanRequest Request, DiskPlan Plan) Plan(int seed)
    {
        var layouts = new LayoutRoom(seed);
        var golden = layouts.Golden();
        var room = new MachineRoom(layouts.Random, golden, layouts.Guid);
        var machine = room.Machine;
        var request = new PlanRequest
        {
            Golden = golden,
            Machine = machine,
            Excluded = machine.Disks.Count > 0 && layouts.Random.Next(4) == 0 ? [machine.Disks[0].Name] : [],
            Map = machine.Disks.Count > 0 && layouts.Random.Next(3) == 0 ? [room.Map(golden.Disks[0].Name)] : [],
            FreshUuids = layouts.Random.Next(3) == 0,
            Accepts = (DiskAcceptance)Math.Max(1, layouts.Random.Next(-3, 4)),
            NewGuid = layouts.Guid,
        };
        return (room, request, DiskPlanner.Plan(request));
    }

    private static string Words(DiskPlan plan) =>
        string.Join(
            '\n',
            plan.Reasons.Concat(plan.Notes)
                .Select(VerdictText.Describe)
                .Concat(
                    plan.Steps.SelectMany(step => step.Calls("/m").Select(call => $"{call}{call.Input}").Prepend(step.Action))
                )
        );

    /// <summary>Local, empty or agreed: by what is known of each disk, and not by what the product read.</summary>
    private static void CheckRoles(MachineRoom room, PlanRequest request, DiskPlan plan, int run)
    {
        Assert.True(
            plan.Roles.Values.Select(disk => disk.Name).Distinct().Count() == plan.Roles.Count,
            $"run {run}: a disk has two roles"
        );
        foreach (var disk in plan.Roles.Values)
        {
            var because = $"run {run}: {disk} is {room.Kind[disk.Name]}, map {string.Join(' ', request.Map)}";
            var given =
                room.Named.Contains(disk.Name) ? Consent.Name
                : room.Meant is { } meant && meant.Contains(disk.Name) ? Consent.MapOrName
                : Consent.NotNeeded;
            Assert.True(room.Kind[disk.Name].Consent <= given, because);
            Assert.False(
                room.Used.Contains(disk.Name) || room.Unfit.Contains(disk.Name) || request.Excluded.Contains(disk.Name),
                because
            );
            Assert.True(
                request.Accepts == DiskAcceptance.Any
                    || disk.Signatures.Parts.Count == 0
                    || (request.Accepts == DiskAcceptance.Clones && HasOnlyGolden(request.Golden, disk.Signatures)),
                because
            );
            // All that has its WWN and its size is this disk.
            var paths = room.Machine.Disks.Where(path => IsWwn(path.Wwn) && path.Wwn == disk.Wwn && path.Size == disk.Size);
            Assert.False(paths.Any(path => room.Used.Contains(path.Name)), because + ": in use through another path");
            Assert.True(paths.Count(path => plan.Roles.Values.Contains(path)) <= 1, because + ": one disk twice");
        }
    }

    private static bool IsWwn(string? wwn) => wwn is not (null or "0x0");

    /// <summary>A golden disk goes where the map says, and nowhere when several disks are meant.</summary>
    private static void CheckMap(MachineRoom room, PlanRequest request, DiskPlan plan, int run)
    {
        foreach (var map in request.Map.Where(map => !request.Excluded.Contains(map.Golden)))
        {
            var taken = plan.Roles[map.Golden];
            var others = (room.Meant ?? [])
                .Where(name => name != taken.Name)
                .Select(name => room.Machine.Disks.First(disk => disk.Name == name));
            Assert.True(room.Meant is null || room.Meant.Contains(taken.Name), $"run {run}: {map} is {taken}");
            Assert.True(
                others.All(other => IsWwn(other.Wwn) && other.Wwn == taken.Wwn && other.Size == taken.Size),
                $"run {run}: {map} means {string.Join(' ', room.Meant ?? [])}"
            );
        }
    }

    /// <summary>What another system left on disks that stay keeps its names.</summary>
    private static void CheckStacks(PlanRequest request, DiskPlan plan, int run)
    {
        var taken = plan.Roles.Values.Select(disk => disk.Name).ToHashSet();
        foreach (var stack in request.Machine.Stacks.Where(stack => !stack.Disks.All(taken.Contains)))
            Assert.False(
                plan.Target!.Arrays.Any(array => stack.IsArray && array.Name == stack.Name)
                    || plan.Target.VolumeGroups.Any(group => !stack.IsArray && group.Name == stack.Name),
                $"run {run}: {stack.Name} is on {string.Join(' ', stack.Disks)}, too"
            );
    }

    /// <summary>Written anew, apart from the code: every identifier is a golden one, and swap is nobody's data.</summary>
    private static bool HasOnlyGolden(Layout golden, DiskSignatures found) =>
        golden.Disks.Any(disk => disk.Table!.Id == found.TableId)
        && found.Parts.All(part =>
            part.Type == "swap"
            || (part.Uuid is null ? part.Type is null : golden.FileSystems.Any(made => made.Uuid == part.Uuid))
        );

    private static void CheckTables(DiskPlan plan, int run)
    {
        foreach (var disk in plan.Target!.Disks)
        {
            var table = disk.Table!;
            var first = table.Kind == TableKind.Gpt ? 34L * disk.SectorSize : disk.SectorSize;
            var last = disk.Size - (table.Kind == TableKind.Gpt ? 33L * disk.SectorSize : 0);
            foreach (var partition in table.Partitions)
                Assert.True(
                    partition.Start >= first
                        && partition.End() <= last
                        && partition.Start % (1 << 20) == 0
                        && partition.Size > 0
                        && partition.Size % disk.SectorSize == 0,
                    $"run {run}: {disk.Name} {partition}"
                );
            var used = table
                .Partitions.Where(partition => !PartitionTypes.IsExtended(table.Kind, partition.Type))
                .OrderBy(partition => partition.Start)
                .ToList();
            for (var i = 1; i < used.Count; i++)
            {
                // A logical partition has its record in front of it.
                var gap = table.Kind == TableKind.Mbr && used[i].Number >= Partition.FirstLogical ? disk.SectorSize : 0;
                Assert.True(
                    used[i - 1].End() + gap <= used[i].Start,
                    $"run {run}: {disk.Name}: {used[i - 1].Number} and {used[i].Number} overlap"
                );
            }
        }
    }

    private static void CheckContents(PlanRequest request, DiskPlan plan, int run)
    {
        var target = plan.Target!;
        var kept = request
            .Golden.FileSystems.Where(content =>
                FileSystemKind.Find(content.Type) is not null
                && !request.Excluded.Contains(DiskOf(request.Golden, content.Device))
            )
            .ToList();
        Assert.True(kept.Count <= target.FileSystems.Count, $"run {run}: something is lost");
        Assert.True(
            request.Golden.Mounts.Count(mount => kept.Any(content => content.Device == mount.Device)) <= target.Mounts.Count,
            $"run {run}: a mount is lost"
        );
        var uuids = target.FileSystems.Select(content => content.Uuid).ToHashSet();
        foreach (var content in kept)
            Assert.True(request.FreshUuids != uuids.Contains(content.Uuid), $"run {run}: the UUID of {content.Device}");
        foreach (var content in target.FileSystems)
        {
            var size = SizeOf(target, content.Device);
            Assert.True(size >= FileSystemKind.Find(content.Type)!.Smallest, $"run {run}: {content.Device} has {size}");
            var files = Math.Max(content.Used ?? 0, content.Written ?? 0);
            Assert.True(size >= files, $"run {run}: {content.Device} has {size} for {files}");
            Assert.True(
                content is not { Inodes: { } inodes, BytesPerInode: { } share } || size / share >= inodes,
                $"run {run}: {content.Device} has {size} for {content.Inodes} inodes"
            );
        }
    }

    private static void CheckSteps(PlanRequest request, DiskPlan plan, int run)
    {
        var taken = plan.Roles.Values.Select(disk => disk.Path).ToHashSet();
        var others = request.Machine.Disks.Where(disk => !taken.Contains(disk.Path)).ToList();
        var wiped = new HashSet<string>();
        foreach (var step in plan.Steps)
        {
            if (step is WipeDisk wipe)
                wiped.Add(wipe.Path);
            foreach (var call in step.Calls("/mnt/disk"))
            {
                Assert.True(wiped.Count == taken.Count, $"run {run}: {call} before all is wiped");
                foreach (var word in call.Arguments.Where(word => word.StartsWith("/dev/", StringComparison.Ordinal)))
                    Assert.False(
                        others.Exists(disk =>
                            word == disk.Path
                            || (
                                word.StartsWith(disk.Path, StringComparison.Ordinal)
                                && word[disk.Path.Length..].All(letter => letter == 'p' || char.IsAsciiDigit(letter))
                                && !taken.Any(path => word.StartsWith(path, StringComparison.Ordinal))
                            )
                        ),
                        $"run {run}: {call}"
                    );
            }
        }
    }

    private static long SizeOf(Layout layout, string device) =>
        layout
            .Disks.SelectMany(disk =>
                disk.Table!.Partitions.Where(partition => Disk.PartitionName(disk.Name, partition.Number) == device)
            )
            .Select(partition => partition.Size)
            .Concat(layout.Arrays.Where(array => array.Name == device).Select(array => array.Size))
            .Concat(
                layout
                    .VolumeGroups.SelectMany(group => group.Volumes.Where(volume => $"{group.Name}/{volume.Name}" == device))
                    .Select(volume => volume.Size)
            )
            .Single();

    private static string DiskOf(Layout golden, string device) =>
        golden.Arrays.FirstOrDefault(array => array.Name == device) is { } array ? DiskOf(golden, array.Members[0])
        : device.StartsWith("vg/", StringComparison.Ordinal) ? DiskOf(golden, golden.VolumeGroups[0].PhysicalVolumes[0].Device)
        : golden
            .Disks.First(disk =>
                disk.Table!.Partitions.Any(partition => Disk.PartitionName(disk.Name, partition.Number) == device)
            )
            .Name;
}

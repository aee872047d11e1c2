using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Ka.Lab.Boot;
using Ka.Lab.Prepare;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Lab.Serve;

/// <summary>Where the time from power-on to a login prompt goes, for docs/performance.md: as tables in
/// <c>artifacts/vm</c>.</summary>
[Collection(Lane.Machines)]
public sealed class PowerOnTests(ITestOutputHelper output)
{
    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void One_machine() => Measure(1);

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Three_machines() => Measure(3);

    private void Measure(int nodes)
    {
        using var room = new CloneRoom($"power-on-{nodes}", SeedLayout.Mbr(), SeedLayout.Fstab);
        var serve = room.Serve(nodes, "-r", "grub");
        var start = DateTime.UtcNow;
        var machines = Enumerable
            .Range(1, nodes)
            .Select(i => room.Start(VmFirmware.Bios, "virtio-net-pci", room.Disk($"disk{i}", VmBus.Virtio, 4500)))
            .ToArray();

        CloneRoom.Await(serve, 0);
        foreach (var machine in machines)
            CloneConsole.LogIn(machine, "golden");
        var end = DateTime.UtcNow;

        // Of the node that was done last: if it was left to another round, its copy took both.
        var events = room.RunEvents();
        var last = events.Last(e => Is(e, "nodeEnd")).GetProperty("id").GetInt32();
        var its = events.Where(e => e.TryGetProperty("id", out var id) && id.GetInt32() == last).ToArray();
        (string Phase, DateTime End)[] phases =
        [
            ("firmware, PXE, stage 1, rescue", Time(its.First(e => Is(e, "joined")))),
            ("waits for the others, the plan is judged", Time(its.First(e => IsStage(e, "making")))),
            ("disks are partitioned and formatted", Time(its.First(e => IsStage(e, "receiving")))),
            ("copy", Time(its.Last(IsPreparing))),
            ("identity, initramfs, boot loader", Time(its.Last(e => Is(e, "nodeEnd")))),
            ("from its own disk to the login prompt", end),
        ];
        var lines = new List<string>
        {
            $"| {nodes} {(nodes == 1 ? "node" : "nodes")} | seconds | share |",
            "| --- | --- | --- |",
        };
        var (before, all) = (start, (end - start).TotalSeconds);
        foreach (var (phase, until) in phases)
        {
            Assert.True(until >= before, $"'{phase}' ends {before - until} before it begins");
            lines.Add(Row(phase, (until - before).TotalSeconds));
            before = until;
        }
        lines.Add(Row("from power-on to the last login prompt", all));
        File.WriteAllLines(Path.Combine(Programs.Repository, "artifacts", "vm", $"power-on-{nodes}.md"), lines);
        output.WriteLine(string.Join('\n', lines));

        string Row(string phase, double seconds) =>
            string.Create(CultureInfo.InvariantCulture, $"| {phase} | {seconds:0} | {seconds / all:0 %} |");
    }

    private static DateTime Time(JsonElement e) => e.GetProperty("time").GetDateTime().ToUniversalTime();

    private static bool Is(JsonElement e, string name) => e.GetProperty("event").GetString() == name;

    private static bool IsStage(JsonElement e, string stage) => Is(e, "stage") && e.GetProperty("stage").GetString() == stage;

    /// <summary>The first of a node's numbered steps; the last time, those that prepare it.</summary>
    private static bool IsPreparing(JsonElement e) => Is(e, "step") && e.GetProperty("index").GetInt32() == 1;
}

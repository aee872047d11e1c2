using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using Ka.FirstBoot;
using Ka.Linux;
using Ka.Prepare.Apply;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.TestKit;
using Ka.Tests.Prepare;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.FirstBoot;

/// <summary>What reports the first boot: its order, and that nothing of it stays.</summary>
public sealed class BootReporterTests
{
    private static readonly BootReportOrder s_order = new(
        IPEndPoint.Parse("10.0.0.1:30765"),
        new BootAwaited(BytePath.FromText("kabooted1/7/1"), Bytes32.Random(), 600)
    );

    [Fact]
    public void The_order_reads_back_as_it_was_written()
    {
        Assert.Equal(s_order, BootReportOrder.Parse(System.Text.Encoding.ASCII.GetBytes(s_order.ToString())));
        Assert.Throws<FormatException>(() => BootReportOrder.Parse("golden=10.0.0.1:30765\n"u8));
        Assert.Throws<FormatException>(() =>
            BootReportOrder.Parse(
                System.Text.Encoding.ASCII.GetBytes(s_order.ToString().Replace("=600", "=soon", StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public void Units_that_failed_are_read_with_and_without_a_mark()
    {
        Assert.Equal(
            ["nfs.service", "a.mount"],
            BootFacts.UnitsOf("nfs.service loaded failed failed NFS\n\u25cf a.mount loaded failed failed /a\n\n")
        );
    }

    [Theory]
    [InlineData("systemd", "/etc/systemd/system/multi-user.target.wants/ka-booted.service")]
    [InlineData("openrc", "/etc/runlevels/default/ka-booted")]
    [InlineData("runit", "/etc/rc.local")]
    [InlineData("sysv", "/etc/rc2.d/S99ka-booted")]
    [InlineData("none", "/etc/rc.local")]
    public void Each_init_starts_it_and_the_removal_leaves_the_tree_as_it_was(string init, string starter)
    {
        using var room = TreeOf(init);
        var before = Files(room.Root);
        var plan = room.Plan(Room.Seed("vda"), more: request => request with { BootReport = s_order.ToString() });
        Assert.Empty(plan.Reasons);
        Apply(room, plan);
        Assert.NotNull(new FileInfo(room.Root + starter).LinkTarget ?? File.ReadAllText(room.Root + starter));
        var order = room.Root + BootReportSteps.Order;
        if (OperatingSystem.IsLinux())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(order));
        Assert.Equal(s_order.ToString(), File.ReadAllText(order));
        Assert.True(new FileInfo(room.Root + BootReportSteps.Program).Length > 0);
        new ReporterRemoval(BytePath.FromText(room.Root)).Run();
        Assert.Equal(before, Files(room.Root));
    }

    [Fact]
    public void Hooks_of_the_first_boot_and_the_report_share_rc_local()
    {
        using var room = TreeOf("none").File("/etc/ka/hooks.d/first-boot.d/10-f");
        var hook = room.Root + "/etc/ka/hooks.d/first-boot.d/10-f";
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(hook, File.GetUnixFileMode(hook) | UnixFileMode.UserExecute);
        Apply(room, room.Plan(Room.Seed("vda"), more: request => request with { BootReport = s_order.ToString() }));
        Assert.Equal(3, File.ReadAllLines(room.Root + "/etc/rc.local").Length);
        new ReporterRemoval(BytePath.FromText(room.Root)).Run();
        Assert.Equal(
            ["#!/bin/sh", "/bin/sh /usr/local/libexec/ka/run-first-boot"],
            File.ReadAllLines(room.Root + "/etc/rc.local")
        );
    }

    [Fact]
    public void A_clone_without_an_order_loses_the_golden_nodes_own()
    {
        using var room = TreeOf("systemd").File(BootReportSteps.Order, s_order.ToString()).File(BootReportSteps.Program);
        Assert.Contains(
            room.Plan(Room.Seed("vda")).Steps.OfType<RemoveFiles>(),
            step => step.Paths.SequenceEqual([BootReportSteps.Program, BootReportSteps.Order])
        );
    }

    /// <summary>A tree whose init this is, that needs no boot loader.</summary>
    private static Room TreeOf(string init)
    {
        var room = new Room().Kernel().GrubForPc().File("/etc/machine-id", "golden\n");
        foreach (
            var path in init switch
            {
                "systemd" => ["/usr/lib/systemd/systemd"],
                "openrc" => new[] { "/etc/runlevels/default/sshd", "/sbin/openrc-run" },
                "runit" => ["/etc/runit/2"],
                "sysv" => ["/etc/rc2.d/S01ssh", "/etc/init.d/ssh"],
                _ => [],
            }
        )
            room.File(path);
        return room;
    }

    /// <summary>Carries out what is this report's.</summary>
    private static void Apply(Room room, PreparePlan plan)
    {
        var request = new PrepareRequest { Root = room.Root, Target = Room.Seed("vda") };
        var own = plan.Steps.Where(step => step is CopyProgram || step.Action.Contains("first boot", StringComparison.Ordinal));
        new PrepareExecution(request, _ => { }).Apply(
            new PreparePlan
            {
                Reasons = [],
                Notes = [],
                Steps = [.. own],
            },
            (_, _, _) => { }
        );
    }

    private static IReadOnlyList<string> Files(string root) =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order()];
}

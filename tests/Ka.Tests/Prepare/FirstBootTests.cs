using System;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Apply;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.RootTrees;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>What runs the hooks of a clone's first boot.</summary>
public sealed class FirstBootTests
{
    private const string Runner = "/usr/local/libexec/ka/run-first-boot";

    [Fact]
    public void The_unit_of_systemd_starts_a_shell_which_SELinux_allows()
    {
        using var room = Machine().File("/lib/systemd/systemd").File("/etc/selinux/config", "SELINUX=enforcing\n");
        var plan = Plan(room);
        Assert.Contains(
            $"\nExecStart=/bin/sh {Runner}\n",
            Written(plan, "/etc/systemd/system/ka-first-boot.service"),
            StringComparison.Ordinal
        );
        Assert.Contains("/etc/ka/hooks.d/first-boot.d/[0-9]", Written(plan, Runner), StringComparison.Ordinal);
    }

    [Fact]
    public void Fapolicyd_trusts_the_runner_each_hook_and_the_program_that_reports()
    {
        using var room = Machine().File("/lib/systemd/systemd").File("/etc/fapolicyd/fapolicyd.conf", "trust = rpmdb,file\n");
        var plan = Plan(room, request => request with { BootReport = "order" });
        var trusted = plan.Steps.OfType<TrustPrograms>().ToDictionary(step => step.List, step => step.Programs);
        Assert.Equal([Runner, "/etc/ka/hooks.d/first-boot.d/10-a"], trusted["/etc/fapolicyd/trust.d/ka"]);
        Assert.Equal([BootReportSteps.Program], trusted["/etc/fapolicyd/trust.d/ka-booted"]);

        // The programs are there when they are listed, and the report removes its own list alone.
        var steps = plan.Steps.Select(step => step.Action).ToList();
        Assert.True(
            steps.IndexOf($"hooks of the first boot: write {Runner}")
                < steps.IndexOf("trust of fapolicyd: write /etc/fapolicyd/trust.d/ka")
        );
        Assert.True(
            steps.IndexOf($"report of the first boot: ka to {BootReportSteps.Program}")
                < steps.IndexOf("trust of fapolicyd: write /etc/fapolicyd/trust.d/ka-booted")
        );
        Assert.Contains("/etc/fapolicyd/trust.d/ka-booted", BootReportSteps.All);
        Assert.DoesNotContain("/etc/fapolicyd/trust.d/ka", BootReportSteps.All);

        // printf golden | sha256sum
        using var tree = new RootTree(BytePath.FromText(room.Root));
        Assert.Equal(
            "/etc/ka/hooks.d/first-boot.d/10-a 6 dd56de4137951d9c92681b03416ec15f886b4482a27e3a517d32f085244cbe5d\n",
            TrustList.Of(tree, ["/etc/ka/hooks.d/first-boot.d/10-a"])
        );
    }

    // file_contexts of Debian 12: /usr/local/(.*/)?bin(/.*)? is bin_t, what is beside it usr_t.
    [Fact]
    public void What_is_executed_lies_where_policies_of_SELinux_have_programs()
    {
        using var room = Machine().File("/lib/systemd/systemd");
        using var outside = Machine();
        var plan = Plan(room, request => request with { BootReport = "order", Hooks = outside.Root + "/etc/ka/hooks.d" });

        Assert.StartsWith("/usr/local/libexec/ka/bin/", BootReportSteps.Program, StringComparison.Ordinal);
        Assert.StartsWith("/usr/local/libexec/ka/bin/", plan.Steps.OfType<CopyHooks>().Single().To, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenRC_has_a_service_in_its_default_runlevel()
    {
        using var room = Machine().File("/sbin/openrc-run").File("/etc/inittab", "::sysinit:/sbin/openrc sysinit\n");
        var plan = Plan(room);
        Assert.StartsWith("#!/sbin/openrc-run\n", Written(plan, "/etc/init.d/ka-first-boot"), StringComparison.Ordinal);
        Assert.Contains(Link("/etc/runlevels/default/ka-first-boot", "/etc/init.d/ka-first-boot"), plan.Steps);
        Assert.DoesNotContain(plan.Steps.OfType<WriteFile>(), step => step.Path.EndsWith("rc.local", StringComparison.Ordinal));
    }

    [Fact]
    public void Systemds_files_beside_another_init_say_nothing()
    {
        using var room = Machine().File("/lib/systemd/systemd").File("/sbin/init").File("/sbin/openrc-run");
        Assert.Contains(Link("/etc/runlevels/default/ka-first-boot", "/etc/init.d/ka-first-boot"), Plan(room).Steps);
    }

    [Fact]
    public void Void_and_Debian_with_System_V_have_a_line_in_rc_local()
    {
        using var runit = Machine().File("/etc/runit/2", "[ -x /etc/rc.local ] && /etc/rc.local\n");
        Assert.Equal($"#!/bin/sh\n/bin/sh {Runner}\n", Written(Plan(runit), "/etc/rc.local"));

        using var debian = Machine()
            .File("/etc/init.d/rc.local")
            .File("/etc/rc2.d/S01x")
            .File("/etc/rc.local", "#!/bin/sh\nexit 0\n");
        Assert.Equal(
            $"#!/bin/sh\n/bin/sh {Runner}\nexit 0\n",
            Plan(debian).Steps.OfType<RewriteFile>().Single(step => step.Path == "/etc/rc.local").Rewrite("#!/bin/sh\nexit 0\n")
        );
    }

    [Fact]
    public void System_V_without_rc_local_has_a_script_in_its_runlevels()
    {
        using var room = Machine().File("/etc/rc2.d/S01x").File("/etc/rc5.d/S01x");
        var plan = Plan(room);
        Assert.Contains("# Default-Start:     2 3 4 5\n", Written(plan, "/etc/init.d/ka-first-boot"), StringComparison.Ordinal);
        Assert.Contains(Link("/etc/rc2.d/S99ka-first-boot", "../init.d/ka-first-boot"), plan.Steps);
        Assert.Contains(Link("/etc/rc5.d/S99ka-first-boot", "../init.d/ka-first-boot"), plan.Steps);
        Assert.Equal(2, plan.Steps.OfType<MakeLink>().Count());
    }

    private static Room Machine()
    {
        var room = new Room().Kernel().GrubForPc().File("/etc/ka/hooks.d/first-boot.d/10-a", "golden");
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(room.Root + "/etc/ka/hooks.d/first-boot.d/10-a", (UnixFileMode)0b111_101_101);
        return room;
    }

    private static PreparePlan Plan(Room room, Func<PrepareRequest, PrepareRequest>? more = null)
    {
        var plan = room.Plan(Room.Seed("vda"), null, more);
        Assert.Empty(plan.Reasons);
        return plan;
    }

    private static MakeLink Link(string path, string target) => new("hooks of the first boot", path, target);

    private static string Written(PreparePlan plan, string path) =>
        plan.Steps.OfType<WriteFile>().Single(step => step.Path == path).Content;
}

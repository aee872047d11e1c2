using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>What reports the first boot: <c>ka</c>, its order, and what the tree's init starts it with. The report removes
/// it.</summary>
public static class BootReportSteps
{
    /// <summary>The program, which is <c>ka</c>. What lies in a directory of this name is a program for policies of SELinux, also
    /// for those that confine init's scripts.</summary>
    public const string Program = "/usr/local/libexec/ka/bin/ka-booted";

    /// <summary>fapolicyd's trust in it, in a list of its own: hooks of the first boot keep theirs.</summary>
    private const string Trust = "/etc/fapolicyd/trust.d/ka-booted";

    /// <summary>The address of the golden node and the clone's secret; mode 0600.</summary>
    public const string Order = "/var/lib/ka/boot-report";

    /// <summary>The command of <c>ka</c> that reports.</summary>
    public const string Command = "booted";

    private static readonly FirstBootJob s_job = new(
        "report of the first boot",
        "ka-booted",
        "Report of this clone's first boot",
        $"/bin/sh -c 'exec {Program} {Command}'"
    )
    {
        IsLast = true,
    };

    /// <summary>Every file that there may be, in the order in which they are removed: what starts it first, the secret
    /// last.</summary>
    public static IReadOnlyList<string> All { get; } =
    [s_job.WantedUnit, s_job.Unit, s_job.RunLevel, .. s_job.StartLinks, s_job.Script, Program, Trust, Order];

    /// <summary>Its line in <c>rc.local</c>, where there is nothing else.</summary>
    internal static string Line => s_job.Line;

    internal static void Add(PlanDraft draft)
    {
        if (draft.Request.BootReport is not { } order)
        {
            // The golden node may be a clone that has not reported.
            draft.Remove("report of the golden node's own first boot", All);
            return;
        }
        draft.Remove(s_job.What, [Order]);
        draft.Steps.Add(new CopyProgram(s_job.What, Program));
        draft.Steps.Add(new WriteFile(s_job.What, Order, order, FilePermissions.Private));
        FirstBootStart.Add(draft, s_job);
        TrustSteps.Add(draft, Trust, [Program]);
    }
}

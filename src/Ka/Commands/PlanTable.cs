using System;
using System.Globalization;
using System.Linq;
using Ka.Disks.Plan;
using Ka.Formatting;

namespace Ka.Commands;

/// <summary>A plan for people: who gets which role, the steps, what to know; or every reason why not.</summary>
internal static class PlanTable
{
    /// <summary>The table on standard output; reasons on standard error.</summary>
    public static int Print(DiskPlan plan)
    {
        foreach (var note in plan.Notes)
            Console.Error.WriteLine($"note: {VerdictText.Describe(note)}");
        if (!plan.IsPossible)
        {
            foreach (var reason in plan.Reasons)
                Console.Error.WriteLine($"ka: {VerdictText.Describe(reason)}");
            Console.Error.WriteLine("ka: no disk was touched");
            return (int)ExitCode.Untouched;
        }
        foreach (var disk in plan.Erased)
            Console.Out.WriteLine("golden " + DiskText.Describe(disk));
        Console.Out.WriteLine();
        var width = plan.Steps.Max(step => step.Device.Length);
        for (var i = 0; i < plan.Steps.Count; i++)
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i + 1, 3}  {plan.Steps[i].Device.PadRight(width)}  {plan.Steps[i].Action}"
                )
            );
        return (int)ExitCode.Done;
    }
}

using System.Linq;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>A finished plan compared with what the tree's family must be spared: the last barrier before a program of it is
/// run.</summary>
internal static class ForbiddenCalls
{
    public static void Check(PlanDraft draft)
    {
        var hasEntries = GrubConfigSteps.IsOfEntries(draft, (GrubConfigSteps.Directory(draft) ?? "/boot/grub2") + "/grub.cfg");
        foreach (var step in draft.Steps.OfType<RunInTree>())
        foreach (var never in draft.Family.Never)
            if ((hasEntries || !never.WithEntries) && never.Concerns(step.Call.Program, step.Call.Arguments))
                draft.Reasons.Add($"{step.Call.Program} must not be run in this tree: it {never.Why}");
    }
}

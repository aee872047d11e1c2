using System.Collections.Generic;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>fapolicyd lets programs run that it trusts: those of packages, and those in its own lists
/// (fapolicyd.trust(5)).</summary>
internal static class TrustSteps
{
    /// <param name="list">A list below <c>/etc/fapolicyd/trust.d</c>; what is in it is replaced.</param>
    /// <param name="programs">Paths in the tree, where earlier steps put them.</param>
    public static void Add(PlanDraft draft, string list, IReadOnlyList<string> programs)
    {
        if (draft.Tree.IsFile("/etc/fapolicyd/fapolicyd.conf"))
            draft.Steps.Add(new TrustPrograms("trust of fapolicyd", list, programs));
    }
}

using Ka.Linux;
using Ka.Prepare.Model;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>Decides what makes a copied tree boot on this machine. It reads the tree, and changes nothing.</summary>
public static class PreparePlanner
{
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static PreparePlan Plan(PrepareRequest request)
    {
        using var tree = new RootTree(BytePath.FromText(request.Root));
        var draft = new PlanDraft(request, tree);
        if (draft.Names.Target.MountedOn("/") is null)
            draft.Reasons.Add($"no disk of this machine is mounted on '{BytePath.FromText(request.Root)}'");
        HookPlan.Add(draft, "post-copy");
        IdentityPlan.Add(draft);
        HostNamePlan.Add(draft);
        ConfigPlan.Add(draft);
        InitramfsPlan.Add(draft);
        BootLoaderPlan.Add(draft);
        HookPlan.AddFirstBoot(draft);
        LabelPlan.Add(draft);
        if (draft.Names.OldIds.Count > 0)
            draft.Steps.Add(new LookForOldIds(draft.Names.OldIds));
        HookPlan.Add(draft, "pre-reboot");
        return new PreparePlan { Reasons = draft.Reasons, Notes = draft.Notes, Steps = draft.Steps };
    }
}

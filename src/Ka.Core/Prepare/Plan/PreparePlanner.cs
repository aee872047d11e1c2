using Ka.Linux;
using Ka.Prepare.Families;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>Decides what makes a copied tree boot on this machine. It reads the tree, and changes nothing.</summary>
public static class PreparePlanner
{
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static PreparePlan Plan(PrepareRequest request)
    {
        using var tree = new RootTree(BytePath.FromText(request.Root), request.NotThere);
        var draft = new PlanDraft(request, tree);
        if (TreeSuitability.Refusal(draft.Distribution, tree) is { } refusal)
            return Refused(refusal);
        if (draft.Names.Target.MountedOn("/") is null)
            draft.Reasons.Add($"no disk of this machine is mounted on '{BytePath.FromText(request.Root)}'");
        HookSteps.Add(draft, "post-copy");
        draft.Ids = BootEntrySteps.Ids(draft);
        IdentitySteps.Add(draft);
        NetworkSteps.Add(draft);
        AddressSteps.Add(draft);
        CloudSteps.Add(draft);
        HostNameSteps.Add(draft);
        ConfigSteps.Add(draft);
        CommandLineSteps.AddOrder(draft);
        BootEntrySteps.Add(draft);
        TemplateSteps.Add(draft);
        InitramfsSteps.Add(draft);
        BootLoaderSteps.Add(draft);
        HookSteps.AddFirstBoot(draft);
        BootReportSteps.Add(draft);
        LabelSteps.Add(draft);
        if (draft.Names.KnowsGolden)
            draft.Steps.Add(new LookForOldNames(new OldNames(draft.Names)));
        HookSteps.Add(draft, "pre-reboot");
        ForbiddenCalls.Check(draft);
        return new PreparePlan
        {
            Reasons = draft.Reasons,
            Notes = draft.Notes,
            Steps = draft.Steps,
            CommandLine = CommandLineSteps.Find(draft),
        };
    }

    private static PreparePlan Refused(string reason) =>
        new()
        {
            Reasons = [reason],
            Notes = [],
            Steps = [],
        };
}

using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Formatting;
using Ka.Linux;
using Ka.Prepare.Plan;
using Ka.RootTrees;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The hooks that nodes run before there is a copy: they travel with the plan. Those that run later come with the copied
/// tree.</summary>
public static class HookLoader
{
    /// <summary>Programs that check and prepare are smaller; the plan goes to every node before any is served.</summary>
    private const int MostBytes = 1 << 20;

    private static readonly string[] s_stages = ["pre-wipe", "pre-copy"];

    /// <param name="root">The golden tree.</param>
    /// <param name="note">Hears of files that are left out.</param>
    /// <exception cref="LayoutException">One cannot be executed, or they are too large.</exception>
    /// <exception cref="LinuxException">One cannot be read.</exception>
    public static IReadOnlyList<PlanFile> Read(string root, Action<string> note)
    {
        using var tree = new RootTree(BytePath.FromText(root));
        var (hooks, bytes) = (new List<PlanFile>(), 0);
        foreach (var stage in s_stages)
        foreach (
            var name in HookSteps.Names(tree, $"{HookSteps.InTree}/{stage}.d", note, reason => throw new LayoutException(reason))
        )
        {
            var content = tree.Read($"{HookSteps.InTree}/{stage}.d/{name}");
            if ((bytes += content.Length) > MostBytes)
                throw new LayoutException(
                    $"the hooks in {HookSteps.InTree} have more than {SizeFormat.Of(MostBytes)}: {stage}.d/{name} and "
                        + "what comes before it"
                );
            hooks.Add(new PlanFile(stage, name, content));
        }
        return hooks;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Alpine's initramfs: a feature of our own with this machine's drivers (mkinitfs(1)), and <c>modules=</c> on command
/// lines.</summary>
internal static class MkinitfsSteps
{
    private const string Conf = "/etc/mkinitfs/mkinitfs.conf",
        Feature = "/etc/mkinitfs/features.d/ka.modules";

    public static void Add(PlanDraft draft, IReadOnlyList<string> kernels)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var kernel in kernels)
        foreach (
            var module in new DriverNeeds(draft, kernel)
                .AddDevices(draft.Request.Hardware.Disks)
                .AddRoot(draft.Request.Target)
                .AddNames(InitramfsSteps.Asked(draft))
                .Modules
        )
            // Packed or not.
            files.Add(module.PlainPath + "*");
        if (files.Count > 0)
        {
            var text = new StringBuilder("# Written by ka prepare: what drives this machine's disks.\n");
            foreach (var file in files)
                text.Append(file).Append('\n');
            draft.Write("drivers of this machine", Feature, text.ToString());
            draft.Rewrite("drivers of this machine", Conf, WithFeature);
        }
        foreach (var kernel in kernels)
            draft.Run(InitramfsSteps.What, draft.Program("mkinitfs")!, kernel);
    }

    /// <summary>What a command line's <c>modules=</c> must have for this machine.</summary>
    public static IReadOnlyList<string> ModulesOf(PlanDraft draft)
    {
        var names = new List<string>();
        foreach (var kernel in TreeKernels.Find(draft))
        foreach (var device in draft.Request.Hardware.Disks)
        foreach (var module in new DriverTable(draft.Tree, kernel).Find(device.Aliases))
            if (!names.Contains(module))
                names.Add(module);
        return names;
    }

    private static string WithFeature(string text) =>
        ShellText.Rewrite(
            text,
            variable => variable == "features",
            value => value.Split(' ').Contains("ka") ? value : value.TrimEnd() + " ka"
        );
}

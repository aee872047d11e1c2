using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>The initramfs of kernels that sdbootutil keeps on the EFI system partition, under names that hold a hash: what
/// dracut writes into /boot is in no boot entry there.</summary>
internal static class SdbootutilSteps
{
    private const string What = "initramfs";

    private const string Once = "/etc/dracut.conf.d/91-ka-once.conf";

    public static void Add(PlanDraft draft, List<string> kernels, List<string> modules)
    {
        var space = new BootSpace(draft);
        // The new one has another name, and is written beside the old one.
        var lacking = kernels.Find(kernel => !space.TryTake(kernel, space.Generic(kernel, null)));
        if (lacking is not null)
        {
            draft.Notes.Add(
                $"{space.Shortage(lacking, space.Generic(lacking, null))}: it is made as its configuration says, with this "
                    + "machine's drivers"
            );
            InitramfsSteps.AddRootDrivers(draft, lacking, modules);
        }
        InitramfsSteps.WriteDracutDrivers(draft, modules);
        // sdbootutil passes dracut no words of ours.
        if (lacking is null)
            draft.Write(What, Once, "hostonly=\"no\"\n", FilePermissions.Public);
        draft.Run(What, draft.Program("sdbootutil")!, "--no-variables", "--no-reuse-initrd", "add-all-kernels");
        if (lacking is null)
            draft.Steps.Add(new RemoveFiles(What, [Once]));
    }
}

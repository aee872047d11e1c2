using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>The initramfs of kernels that sdbootutil keeps on the EFI system partition, under names that hold a hash: what
/// dracut writes into /boot is in no boot entry there.</summary>
internal static class SdbootutilSteps
{
    private const string What = "initramfs";

    private const string Drivers = "/etc/dracut.conf.d/90-ka.conf";

    private const string Once = "/etc/dracut.conf.d/91-ka-once.conf";

    public static void Add(PlanDraft draft, IReadOnlyList<string> modules)
    {
        if (modules.Count > 0)
            draft.Write(
                "drivers of this machine",
                Drivers,
                "# Written by ka prepare: what drives this machine's disks and cards.\n"
                    + $"add_drivers+=\" {string.Join(' ', modules)} \"\n"
            );
        else
            draft.Remove("drivers of another machine", [Drivers]);
        // sdbootutil passes dracut no words of ours.
        draft.Write(What, Once, "hostonly=\"no\"\n", FilePermissions.Public);
        draft.Run(What, draft.Program("sdbootutil")!, "--no-variables", "--no-reuse-initrd", "add-all-kernels");
        draft.Steps.Add(new RemoveFiles(What, [Once]));
    }
}

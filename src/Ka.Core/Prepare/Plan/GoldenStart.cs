using Ka.Disks.Model;

namespace Ka.Prepare.Plan;

/// <summary>What started the golden node, where it was started as this machine is: by the same kind of firmware.</summary>
internal static class GoldenStart
{
    /// <summary>Null: it is not known, or the golden node has other firmware.</summary>
    public static BootOrigin? Of(PlanDraft draft) =>
        draft.Request.Golden is { } golden && golden.Firmware == draft.Request.Target.Firmware ? golden.StartedBy : null;

    /// <summary>The loader's directory on the EFI system partition, from its root; null: it is not known.</summary>
    public static string? Home(PlanDraft draft) => draft.IsUefi ? Of(draft)?.Home : null;

    /// <summary>The loader in the words of <see cref="BootOrigin.Kind"/>; null: it is not known.</summary>
    public static string? Kind(PlanDraft draft)
    {
        var origin = Of(draft);
        // A shim starts what is called GRUB.
        return origin is { Loader: null, Kind: "grub" } && SystemdBootHome(draft) is not null ? "systemd-boot" : origin?.Kind;
    }

    /// <summary>The golden node's directory of systemd-boot, where that has GRUB's name behind a shim; null: it is
    /// not so.</summary>
    public static string? SystemdBootHome(PlanDraft draft) =>
        Home(draft) is { } home && UefiSteps.Esp(draft) is { } esp && EfiImage.IsSystemdBootIn(draft.Tree, esp.Target + home)
            ? home
            : null;
}

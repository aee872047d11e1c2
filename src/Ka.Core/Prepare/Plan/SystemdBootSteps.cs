using System;
using System.Linq;
using Ka.Prepare.Families;

namespace Ka.Prepare.Plan;

/// <summary>systemd-boot, and what sdbootutil installs in its place: the loader on the EFI system partition came with the
/// copy, and is replaced only where that breaks nothing.</summary>
internal static class SystemdBootSteps
{
    private const string What = "boot loader";

    private const string Home = "/EFI/systemd";

    /// <summary>The option's name as bootctl's own help has it.</summary>
    private const string RandomSeed = "--random-seed=";

    public static bool IsThere(PlanDraft draft) =>
        UefiSteps.Esp(draft) is { } esp
        && (Utility(draft) is not null || (draft.Tree.IsDirectory(esp.Target + Home) && draft.Program("bootctl") is not null));

    /// <summary>The directory on the EFI system partition that sdbootutil looks after, from its root; null: there is
    /// none.</summary>
    public static string? Utility(PlanDraft draft)
    {
        if (UefiSteps.Esp(draft) is not { } esp || draft.Program("sdbootutil") is null)
            return null;
        foreach (var name in draft.Tree.List(esp.Target + "/EFI"))
            if (draft.Tree.IsFile($"{esp.Target}/EFI/{name}/installed_by_sdbootutil"))
                return "/EFI/" + name;
        return null;
    }

    /// <summary>Where both are there: the loader that the fallback is a copy of, else the loader with entries.</summary>
    public static bool BootsRatherThanGrub(PlanDraft draft)
    {
        var esp = UefiSteps.Esp(draft)!.Target;
        if (Utility(draft) is not null)
            return true;
        foreach (var kind in new[] { "x64", "aa64" })
        {
            if (Read(draft, $"{esp}/EFI/BOOT/BOOT{kind.ToUpperInvariant()}.EFI") is not { Length: > 0 } fallback)
                continue;
            if (Read(draft, $"{esp}{Home}/systemd-boot{kind}.efi") is { } own && own.AsSpan().SequenceEqual(fallback))
                return true;
            if (EfiLoaders.Find(draft, esp, kind) is { } grub)
                foreach (var name in new[] { grub.Shim, grub.Grub })
                    if (Read(draft, $"{grub.Home}/{name}") is { } other && other.AsSpan().SequenceEqual(fallback))
                        return false;
        }
        return draft.Matching(esp + "/loader/entries", "", ".conf").Count > 0
            || draft.Matching(esp + "/EFI/Linux", "", ".efi").Count > 0;
    }

    public static void Add(PlanDraft draft)
    {
        if (!UefiSteps.HasEsp(draft, out var esp))
            return;
        var home = Utility(draft) ?? Home;
        if (Utility(draft) is not null || HasShim(draft, esp.Target))
            draft.Notes.Add($"{esp.Target}{home} and the shim in front of it stay as they were copied");
        else if (draft.Program("bootctl") is { } bootctl)
            draft.Run(
                What,
                bootctl,
                [
                    "--esp-path=" + esp.Target,
                    "--no-variables",
                    .. Knows(draft, bootctl) ? [RandomSeed + "no"] : Array.Empty<string>(),
                    "install",
                ]
            );
        else
        {
            draft.Reasons.Add("systemd-boot is not installed in the tree (bootctl)");
            return;
        }
        UefiSteps.AddEntry(
            draft,
            esp,
            EfiLoaders.Label(draft, esp.Target + home) ?? "Linux Boot Manager",
            [
                .. Shims(draft, esp.Target, home),
                home + "/systemd-bootx64.efi",
                home + "/systemd-bootaa64.efi",
                home + "/grubbls.efi",
            ]
        );
    }

    private static readonly string[] s_shims = ["shim.efi", "shimx64.efi", "shimaa64.efi"];

    /// <summary>In systemd's directory, or in front of the fallback, where it has companions.</summary>
    private static bool HasShim(PlanDraft draft, string esp) =>
        Shims(draft, esp, Home).Length > 0
        || draft
            .Tree.List(esp + "/EFI/BOOT")
            .Any(name =>
                name.ToLowerInvariant() is "mmx64.efi" or "mmaa64.efi" or "fbx64.efi" or "fbaa64.efi" or "mokmanager.efi"
            );

    private static string[] Shims(PlanDraft draft, string esp, string home) =>
        [.. s_shims.Where(name => draft.Tree.IsFile($"{esp}{home}/{name}")).Select(name => $"{home}/{name}")];

    // Since systemd 257; the seed was removed, and each boot makes one.
    private static bool Knows(PlanDraft draft, string bootctl) =>
        draft.Tree.Read(bootctl).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(RandomSeed)) >= 0;

    private static byte[]? Read(PlanDraft draft, string path) => draft.Tree.IsFile(path) ? draft.Tree.Read(path) : null;
}

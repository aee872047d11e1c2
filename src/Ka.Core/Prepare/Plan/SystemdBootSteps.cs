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
        && (
            Utility(draft) is not null
            || GoldenStart.SystemdBootHome(draft) is not null
            || (draft.Tree.IsDirectory(esp.Target + Home) && draft.Program("bootctl") is not null)
        );

    /// <summary>The directory on the EFI system partition that sdbootutil looks after, from its root; null: there is none, or
    /// another one booted the golden node.</summary>
    public static string? Utility(PlanDraft draft)
    {
        if (UefiSteps.Esp(draft) is not { } esp || draft.Program("sdbootutil") is null)
            return null;
        var started = GoldenStart.Home(draft);
        foreach (var name in draft.Tree.List(esp.Target + "/EFI"))
            if (
                draft.Tree.IsFile($"{esp.Target}/EFI/{name}/installed_by_sdbootutil")
                && started?.Equals("/EFI/" + name, StringComparison.OrdinalIgnoreCase) is null or true
            )
                return "/EFI/" + name;
        return null;
    }

    /// <summary>The loader that every firmware starts is systemd-boot; false: it is GRUB; null: it is neither, or there is
    /// none.</summary>
    public static bool? IsFallback(PlanDraft draft)
    {
        var esp = UefiSteps.Esp(draft)!.Target;
        if (EfiImage.IsSystemdBootIn(draft.Tree, esp + "/EFI/BOOT"))
            return true;
        foreach (var kind in new[] { "x64", "aa64" })
        {
            if (Read(draft, $"{esp}/EFI/BOOT/BOOT{kind.ToUpperInvariant()}.EFI") is not { Length: > 0 } fallback)
                continue;
            if (
                EfiImage.IsSystemdBoot(fallback)
                || (Read(draft, $"{esp}{Home}/systemd-boot{kind}.efi") is { } own && own.AsSpan().SequenceEqual(fallback))
            )
                return true;
            if (EfiLoaders.Find(draft, esp, kind) is { } grub)
                foreach (var name in new[] { grub.Shim, grub.Grub })
                    if (Read(draft, $"{grub.Home}/{name}") is { } other && other.AsSpan().SequenceEqual(fallback))
                        return false;
        }
        return null;
    }

    /// <summary>It has something to start on the EFI system partition.</summary>
    public static bool HasEntries(PlanDraft draft) =>
        UefiSteps.Esp(draft)!.Target is var esp
        && (
            draft.Matching(esp + "/loader/entries", "", ".conf").Count > 0
            || draft.Matching(esp + "/EFI/Linux", "", ".efi").Count > 0
        );

    public static void Add(PlanDraft draft)
    {
        if (!UefiSteps.HasEsp(draft, out var esp))
            return;
        var home = Utility(draft) ?? GoldenStart.SystemdBootHome(draft) ?? Home;
        if (Utility(draft) is not null || HasShim(draft, esp.Target, home))
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

    /// <summary>In its directory, or in front of the fallback, where it has companions.</summary>
    private static bool HasShim(PlanDraft draft, string esp, string home) =>
        Shims(draft, esp, home).Length > 0
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

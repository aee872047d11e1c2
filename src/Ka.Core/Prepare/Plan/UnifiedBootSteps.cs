using System.Collections.Generic;
using System.Linq;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>A unified kernel image that the firmware starts itself: no loader is installed, an entry is made.</summary>
internal static class UnifiedBootSteps
{
    /// <summary>The image that booted the golden node, else the newest, from the root of the EFI system partition; null: there is
    /// none.</summary>
    public static string? Image(PlanDraft draft)
    {
        if (UefiSteps.Esp(draft) is not { } esp)
            return null;
        return GoldenStart.Of(draft) is { Kind: "uki", Path: { } started } && draft.Tree.IsFile(esp.Target + started)
            ? started
            : draft
                .Matching(esp.Target + "/EFI/Linux", "", ".efi")
                .Order(Comparer<string>.Create(DefaultKernel.Compare))
                .Select(path => path[esp.Target.Length..])
                .LastOrDefault();
    }

    public static void Add(PlanDraft draft)
    {
        if (!UefiSteps.HasEsp(draft, out var esp))
            return;
        if (Image(draft) is not { } image)
        {
            draft.Reasons.Add($"there is no unified kernel image on the tree's EFI system partition ({esp.Target}/EFI/Linux)");
            return;
        }
        var kind = EfiImage.Kind(draft.Tree.Read(esp.Target + image)) ?? "x64";
        // Its name may have had the golden node's machine id.
        image = draft.Ids?.Replace(image) ?? image;
        var fallback = $"{esp.Target}/EFI/BOOT/BOOT{kind.ToUpperInvariant()}.EFI";
        if (!draft.Tree.IsFile(fallback))
            draft.Steps.Add(new CopyFile("fallback", [esp.Target + image], fallback));
        UefiSteps.AddEntry(draft, esp, GoldenStart.Of(draft)?.Entry ?? draft.Distribution.Title, [image]);
    }
}

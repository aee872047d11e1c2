using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Unified kernel images on the EFI system partition: command line and initramfs are inside, so they are made anew by
/// the tree's own tool.</summary>
internal static class UnifiedImageSteps
{
    private const string What = "unified kernel image";

    public static void Add(PlanDraft draft, IReadOnlyList<string> kernels)
    {
        foreach (var path in TreeKernels.Unified(draft))
        {
            var name = path[(path.LastIndexOf('/') + 1)..];
            // mkinitcpio -P has made those of its presets.
            if (IsOfPreset(draft, name))
                continue;
            if (KernelOf(name, kernels) is { } kernel && Installer(draft, kernel) is { } install)
                draft.Run(What, install, "add", kernel, $"/lib/modules/{kernel}/vmlinuz");
            else
                draft.Notes.Add(
                    $"{BytePath.FromText(draft.Ids?.Replace(path) ?? path)} has the golden node's command line and drivers "
                        + "inside, and the tree has no tool that ka knows to make it anew "
                        + "(kernel-install with layout=uki, mkinitcpio)"
                );
        }
    }

    /// <summary>A kernel that is there as a unified image alone, which kernel-install makes with an initramfs of its
    /// own.</summary>
    public static bool IsAlone(PlanDraft draft, string kernel, IReadOnlyList<string> kernels) =>
        TreeKernels.Initramfs(draft, kernel) is null
        && Installer(draft, kernel) is not null
        && TreeKernels.Unified(draft).Any(path => KernelOf(path[(path.LastIndexOf('/') + 1)..], kernels) == kernel);

    private static string? KernelOf(string image, IReadOnlyList<string> kernels) =>
        kernels.Where(version => image.Contains(version, StringComparison.Ordinal)).MaxBy(version => version.Length);

    private static string? Installer(PlanDraft draft, string kernel) =>
        ShellText.Get(Text(draft, "/etc/kernel/install.conf"), "layout") == "uki"
        && draft.Tree.IsFile($"/lib/modules/{kernel}/vmlinuz")
            ? draft.Program("kernel-install")
            : null;

    /// <summary>mkinitcpio(8): the presets name their images.</summary>
    public static bool IsOfPreset(PlanDraft draft, string name) =>
        draft.Program("mkinitcpio") is not null
        && draft.Matching("/etc/mkinitcpio.d", "", ".preset").Any(preset => Names(Text(draft, preset), name));

    private static bool Names(string preset, string image) => preset.Contains("/" + image, StringComparison.Ordinal);

    private static string Text(PlanDraft draft, string path) => draft.Tree.IsFile(path) ? draft.Text(path) : "";
}

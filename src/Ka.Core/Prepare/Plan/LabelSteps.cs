using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>SELinux: files that are new get their labels; a tree that lost its labels is labelled at its first boot.</summary>
internal static class LabelSteps
{
    public static void Add(PlanDraft draft)
    {
        const string Config = "/etc/selinux/config";
        if (!draft.Tree.IsFile(Config))
            return;
        var text = draft.Text(Config);
        if (ShellText.Get(text, "SELINUX") is null or "disabled")
            return;
        var policy = $"/etc/selinux/{ShellText.Get(text, "SELINUXTYPE") ?? "targeted"}/contexts/files/file_contexts";
        if (HasLabel(draft, "/etc/passwd") && draft.Program("setfiles") is { } setfiles && draft.Tree.IsFile(policy))
            draft.Run(
                "SELinux labels of what is new",
                setfiles,
                [policy, "/etc", "/boot", .. Written(draft), .. Rendered(draft)]
            );
        else if (!draft.Tree.IsFile("/.autorelabel"))
            draft.Write("SELinux labels at the first boot", "/.autorelabel", "");
    }

    /// <summary>The paths that other steps write.</summary>
    private static string[] Written(PlanDraft draft)
    {
        if (draft.Request.BootReport is not null)
            return ["/usr/local/libexec/ka", "/var/lib/ka"];
        foreach (var step in draft.Steps)
            if (step is WriteFile { Path: var path } && path.StartsWith("/usr/local/libexec/ka/", StringComparison.Ordinal))
                return ["/usr/local/libexec/ka"];
        return [];
    }

    /// <summary>Templates of files elsewhere.</summary>
    private static IEnumerable<string> Rendered(PlanDraft draft) =>
        draft
            .Steps.OfType<RenderTemplate>()
            .Select(template => template.Path)
            .Where(path =>
                !path.StartsWith("/etc/", StringComparison.Ordinal) && !path.StartsWith("/boot/", StringComparison.Ordinal)
            );

    private static bool HasLabel(PlanDraft draft, string path)
    {
        if (draft.Tree.Resolve(path) is not { } real)
            return false;
        using var file = draft.Tree.Open(real);
        Span<byte> label = stackalloc byte[256];
        return Xattrs.Get(file, "security.selinux"u8, label).IsSuccess;
    }
}

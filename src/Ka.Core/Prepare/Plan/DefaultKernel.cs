using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Which of a tree's kernels boots when none is chosen.</summary>
internal static class DefaultKernel
{
    /// <summary>The versions that may boot by default: one where that is certain, otherwise all.</summary>
    public static IReadOnlyList<string> Of(PlanDraft draft, IReadOnlyList<string> kernels)
    {
        if (kernels.Count < 2)
            return kernels;
        if (Saved(draft) is { } saved)
            return
                kernels.Where(kernel => saved.Contains("-" + kernel, StringComparison.Ordinal)).MaxBy(kernel => kernel.Length)
                    is { } named
                ? [named]
                : kernels;
        // The first entry, which both GRUB and systemd-boot give to the newest kernel; they agree on numbers alone.
        var newest = kernels.Aggregate((one, two) => Compare(one, two) >= 0 ? one : two);
        return IsFirst(draft) && kernels.All(kernel => kernel == newest || DifferByNumber(kernel, newest)) ? [newest] : kernels;
    }

    /// <summary>Boot entries, the default first, then from the newest to the oldest; rescue entries
    /// last.</summary>
    public static IReadOnlyList<string> Entries(PlanDraft draft)
    {
        var saved = Saved(draft);
        return
        [
            .. BootEntrySteps
                .Entries(draft)
                .OrderByDescending(entry => saved is not null && entry.EndsWith($"/{saved}.conf", StringComparison.Ordinal))
                .ThenBy(entry => entry.Contains("-0-rescue", StringComparison.Ordinal))
                .ThenByDescending(entry => entry, Comparer<string>.Create(Compare)),
        ];
    }

    /// <summary>Versions by their numbers: 6.10 is newer than 6.9. A number is newer than a word.</summary>
    public static int Compare(string one, string two)
    {
        var (a, b) = Difference(one, two);
        if (a == one.Length || b == two.Length)
            return (one.Length - a).CompareTo(two.Length - b);
        if (!char.IsAsciiDigit(one[a]) || !char.IsAsciiDigit(two[b]))
            return char.IsAsciiDigit(one[a]) ? 1
                : char.IsAsciiDigit(two[b]) ? -1
                : one[a].CompareTo(two[b]);
        var (x, y) = (Number(one, ref a), Number(two, ref b));
        return x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
    }

    private static bool DifferByNumber(string one, string two)
    {
        var (a, b) = Difference(one, two);
        return a < one.Length && b < two.Length && char.IsAsciiDigit(one[a]) && char.IsAsciiDigit(two[b]);
    }

    /// <summary>Where the first numbers, or letters between them, differ.</summary>
    private static (int One, int Two) Difference(string one, string two)
    {
        var (a, b) = (0, 0);
        while (a < one.Length && b < two.Length)
        {
            var (nextA, nextB) = (a, b);
            if (char.IsAsciiDigit(one[a]) && char.IsAsciiDigit(two[b]))
            {
                if (Number(one, ref nextA) != Number(two, ref nextB))
                    break;
            }
            else if (one[nextA++] != two[nextB++])
                break;
            (a, b) = (nextA, nextB);
        }
        return (a, b);
    }

    private static string Number(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text[start..at].TrimStart('0');
    }

    /// <summary>The entry that GRUB's environment names: <c>MACHINE-VERSION</c>, or a title.</summary>
    private static string? Saved(PlanDraft draft)
    {
        if (!Grub(draft, out var text) || ShellText.Get(text, "GRUB_DEFAULT") != "saved")
            return null;
        foreach (var block in BootEntrySteps.GrubBlocks(draft))
            if (block.EndsWith("/grubenv", StringComparison.Ordinal))
                foreach (var line in draft.Tree.Lines(block))
                    if (line.StartsWith("saved_entry=", StringComparison.Ordinal) && line.Length > "saved_entry=".Length + 1)
                        return line["saved_entry=".Length..];
        return null;
    }

    private static bool IsFirst(PlanDraft draft) =>
        Grub(draft, out var text) && ShellText.Get(text, "GRUB_DEFAULT") is null or "0" or "saved";

    private static bool Grub(PlanDraft draft, out string text)
    {
        text = draft.Tree.IsFile("/etc/default/grub") ? draft.Text("/etc/default/grub") : "";
        return text.Length > 0;
    }
}

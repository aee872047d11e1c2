using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Prepare.Families;

namespace Ka.Prepare.Plan;

/// <summary>GRUB in a distribution's directory on an EFI system partition, as the golden node has it.</summary>
/// <param name="Vendor">The directory's name.</param>
/// <param name="Home">Its path in the tree.</param>
/// <param name="Kind">The machine's: <c>x64</c>, <c>aa64</c>.</param>
internal sealed record EfiLoaders(string Vendor, string Home, string Kind, EfiNames Names)
{
    public string Shim => Name(Names.Shim);

    public string Grub => Name(Names.Grub);

    public string Keys => Name(Names.Keys);

    /// <summary>Those of the tree's own distribution, by the words of its os-release, else the first; null: there is no
    /// GRUB.</summary>
    /// <param name="esp">Where the partition is mounted.</param>
    public static EfiLoaders? Find(PlanDraft draft, string esp, string kind)
    {
        var found = All(draft, esp, kind);
        return Own(draft, found) ?? found.FirstOrDefault();
    }

    /// <summary>Where GRUB will be put: what is there, else the directory of the distribution's name.</summary>
    public static EfiLoaders FindOrMake(PlanDraft draft, string esp, string kind)
    {
        var found = All(draft, esp, kind);
        if (Own(draft, found) is { } own)
            return own;
        if (found.Count > 1)
            draft.Notes.Add(
                $"{esp}/EFI has GRUB of {string.Join(", ", found.Select(one => one.Vendor))}, and no name is this "
                    + $"distribution's: {found[0].Vendor} is used"
            );
        var name = draft.Distribution.Vendors()[0];
        return found.FirstOrDefault() ?? new EfiLoaders(name, $"{esp}/EFI/{name}", kind, draft.Family.EfiNames);
    }

    /// <summary>The name of the firmware's entry by shim's own list (<c>BOOTX64.CSV</c>: file, label, words, remark), so that it
    /// does not make a second one; null: there is no such list.</summary>
    public static string? Label(PlanDraft draft, string home)
    {
        foreach (var name in draft.Tree.List(home))
        {
            if (!name.StartsWith("boot", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
                continue;
            var fields = Encoding.Unicode.GetString(draft.Tree.Read($"{home}/{name}")).TrimStart('\uFEFF').Split(',');
            if (fields.Length > 1 && fields[1].Trim() is { Length: > 0 } label && label.All(char.IsAscii))
                return label;
        }
        return null;
    }

    private static List<EfiLoaders> All(PlanDraft draft, string esp, string kind)
    {
        var found = new List<EfiLoaders>();
        foreach (var name in draft.Tree.List(esp + "/EFI"))
            if (!IsGeneral(name))
                found.AddRange(
                    new[] { draft.Family.EfiNames, EfiNames.Usual }
                        .Select(names => new EfiLoaders(name, $"{esp}/EFI/{name}", kind, names))
                        .Where(loaders => IsGrub(draft, $"{loaders.Home}/{loaders.Grub}"))
                        .Take(1)
                );
        return found;
    }

    /// <summary>GRUB of the tree's distribution; of several, that in the directory from which the golden node booted.</summary>
    private static EfiLoaders? Own(PlanDraft draft, List<EfiLoaders> found)
    {
        EfiLoaders? Named(string vendor) =>
            found.Find(loaders => loaders.Vendor.Equals(vendor, StringComparison.OrdinalIgnoreCase));
        var own = draft.Distribution.Vendors().Select(Named).FirstOrDefault(named => named is not null);
        var started = GoldenStart.Home(draft) is { } home ? Named(home[(home.LastIndexOf('/') + 1)..]) : null;
        // Another system's GRUB can start this one; a clone may not have that system.
        return started is null || (own is not null && own != started && IsOfAnother(started.Vendor)) ? own : started;
    }

    private static bool IsOfAnother(string vendor) =>
        FamilyTable.Rows.Any(row =>
            row.Ids.Contains(vendor, StringComparer.OrdinalIgnoreCase)
            || row.VendorDirectories.Any(one => one.Name.Equals(vendor, StringComparison.OrdinalIgnoreCase))
        );

    // Behind a shim systemd-boot has GRUB's name.
    private static bool IsGrub(PlanDraft draft, string path) =>
        draft.Tree.IsFile(path) && !EfiImage.IsSystemdBoot(draft.Tree.Read(path));

    /// <summary>What belongs to firmware and to systemd, and to no distribution.</summary>
    private static bool IsGeneral(string name) =>
        name.Equals("BOOT", StringComparison.OrdinalIgnoreCase) || name.Equals("systemd", StringComparison.OrdinalIgnoreCase);

    private string Name(string pattern) => pattern.Replace("{0}", Kind, StringComparison.Ordinal);
}

using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Units of the administrator that name disks. A swap unit is named after its device: it gets another name, and the
/// links that start it follow.</summary>
internal static class UnitSteps
{
    private static readonly string[] s_places = ["/etc/systemd/system", "/usr/local/lib/systemd/system"];

    private static readonly string[] s_kinds = [".mount", ".swap", ".automount", ".service"];

    public static void Add(PlanDraft draft)
    {
        foreach (var place in s_places)
        foreach (var name in draft.Tree.List(place))
            if (name.EndsWith(".d", StringComparison.Ordinal))
                foreach (var file in draft.Matching($"{place}/{name}", "", ".conf"))
                    Add(draft, file);
            else if (IsUnit(name))
                Add(draft, place, name);
    }

    private static void Add(PlanDraft draft, string place, string name)
    {
        var file = $"{place}/{name}";
        // A link to the distribution's own unit is no file of the administrator.
        if (draft.Tree.TryStatus(file) is not { Kind: FileKind.Regular })
            return;
        var now = UnitText.Unit(name, draft.Names);
        if (now == name)
        {
            Add(draft, file);
            return;
        }
        draft.Write(ConfigSteps.What, $"{place}/{now}", UnitText.Rewrite(draft.Text(file), file, draft.Names, draft.Notes));
        draft.Remove(ConfigSteps.What, [file]);
        foreach (var directory in draft.Tree.List(place))
            if (IsOfLinks(directory) && draft.Exists($"{place}/{directory}/{name}"))
            {
                draft.Steps.Add(new Model.MakeLink(ConfigSteps.What, $"{place}/{directory}/{now}", $"{place}/{now}"));
                draft.Remove(ConfigSteps.What, [$"{place}/{directory}/{name}"]);
            }
    }

    private static void Add(PlanDraft draft, string file) =>
        ConfigSteps.Noted(draft, file, (text, notes) => UnitText.Rewrite(text, file, draft.Names, notes));

    private static bool IsUnit(string name) => Array.Exists(s_kinds, kind => name.EndsWith(kind, StringComparison.Ordinal));

    private static bool IsOfLinks(string directory) =>
        directory.EndsWith(".wants", StringComparison.Ordinal) || directory.EndsWith(".requires", StringComparison.Ordinal);
}

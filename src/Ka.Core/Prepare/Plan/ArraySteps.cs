using System;
using System.Collections.Generic;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Arrays whose names belong to another host: mdadm(8) gives the names <c>/dev/md0</c> and <c>/dev/md/0</c> only to an
/// array whose superblock has the name of this host, or that mdadm.conf lists.</summary>
internal static class ArraySteps
{
    private static readonly string[] s_files = ["/etc/mdadm/mdadm.conf", "/etc/mdadm.conf"];

    /// <summary>Finds them, before any file is rewritten.</summary>
    public static void Add(PlanDraft draft)
    {
        if (draft.Request.HostName is not { } host)
            return;
        foreach (var array in draft.Request.Target.Arrays)
            if (
                array.Label?.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
                && array.Label[..colon] is var owner
                && owner != "any"
                && !string.Equals(owner, host, StringComparison.Ordinal)
                && !IsListed(draft, array.Uuid)
            )
                draft.Names.ForeignArrays.Add(array.Name);
    }

    private static bool IsListed(PlanDraft draft, string uuid)
    {
        foreach (var file in s_files)
            if (draft.Tree.IsFile(file))
                foreach (var line in draft.Tree.Lines(file))
                {
                    var fields = new FieldLine(line);
                    for (var i = 1; i < fields.Count && !fields.IsSilent; i++)
                        if (
                            fields[i].StartsWith("UUID=", StringComparison.OrdinalIgnoreCase)
                            && (draft.Names.OldIds.GetValueOrDefault(fields[i][5..].ToLowerInvariant()) ?? fields[i][5..])
                                is var id
                            && string.Equals(id, uuid, StringComparison.OrdinalIgnoreCase)
                        )
                            return true;
                }
        return false;
    }
}

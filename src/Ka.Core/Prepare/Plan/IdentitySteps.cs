using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>What makes a machine itself and must not be the golden node's: each row of <see cref="IdentityTable"/>.</summary>
internal static class IdentitySteps
{
    public const string MachineId = "/etc/machine-id";

    /// <summary>What names of iSCSI initiators begin with that a distribution has made; a random part follows.</summary>
    private static readonly string[] s_initiators =
    [
        "iqn.1994-05.com.redhat:",
        "iqn.1993-08.org.debian:01:",
        "iqn.2004-10.com.ubuntu:01:",
        "iqn.1996-04.de.suse:01:",
        "iqn.2005-03.org.open-iscsi:",
        "iqn.2016-04.com.open-iscsi:",
    ];

    private const string InitiatorFile = "/etc/iscsi/initiatorname.iscsi";

    private const string InitiatorKey = "InitiatorName=";

    public static void Add(PlanDraft draft)
    {
        if (draft.Request.KeepIdentity)
            return;
        AddMachineId(draft);
        HostKeySteps.Add(draft);
        foreach (var row in IdentityTable.All)
            if (row.IsRemoved && !IsKept(draft, row.Name) && (row.Makers.Count == 0 || row.Makers.Any(draft.Tree.IsFile)))
                draft.Remove(row.What, draft.Matching(row.Paths));
        AddInitiator(draft);
        AddNvme(draft);
        if (!IsKept(draft, "snakeoil") && draft.Exists("/etc/ssl/private/ssl-cert-snakeoil.key"))
            if (draft.Program("make-ssl-cert") is { } maker)
                draft.Run("snakeoil certificate", maker, "generate-default-snakeoil", "--force-overwrite");
            else
                draft.Notes.Add("the snakeoil certificate stays the golden node's: the tree has no make-ssl-cert");
        foreach (var found in IdentityReport.Named(draft.Tree))
            draft.Notes.Add(found.ToString());
    }

    /// <summary>The name of an initiator was made by its distribution.</summary>
    public static bool IsOfDistribution(string initiator) =>
        s_initiators.Any(start => initiator.StartsWith(start, StringComparison.Ordinal));

    /// <summary>The name in the text of initiatorname.iscsi; null when it has none.</summary>
    public static string? Initiator(string text)
    {
        foreach (var line in text.Split('\n'))
            if (line.StartsWith(InitiatorKey, StringComparison.Ordinal))
                return line[InitiatorKey.Length..].Trim();
        return null;
    }

    private static bool IsKept(PlanDraft draft, string name) => draft.Request.Kept.Contains(name);

    // A whole one: boot entries are named after it, systemd does not take this for the first boot of an image, and D-Bus without
    // systemd refuses an empty file.
    private static void AddMachineId(PlanDraft draft)
    {
        const string OfDbus = "/var/lib/dbus/machine-id";
        if (draft.Ids is { } ids)
            draft.Write("machine id", MachineId, ids.New + "\n");
        // A link to the other one follows it, and D-Bus makes it anew after the other one.
        if (draft.Tree.TryStatus(OfDbus) is { Kind: FileKind.Regular } && draft.Tree.Resolve(MachineId) != OfDbus)
            draft.Remove("machine id of D-Bus", [OfDbus]);
    }

    private static void AddInitiator(PlanDraft draft)
    {
        if (IsKept(draft, "iscsi-name"))
            return;
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        draft.Rewrite(
            "name of the iSCSI initiator",
            InitiatorFile,
            text =>
                FileText.EachLine(
                    text,
                    line =>
                        line.StartsWith(InitiatorKey, StringComparison.Ordinal)
                        && s_initiators.FirstOrDefault(start =>
                            line.AsSpan(InitiatorKey.Length).StartsWith(start, StringComparison.Ordinal)
                        )
                            is { } start
                            ? $"{InitiatorKey}{start}{random}"
                            : line
                )
        );
    }

    // nvme(1), gen-hostnqn; the id is the UUID of the name.
    private static void AddNvme(PlanDraft draft)
    {
        const string What = "name and id for NVMe over fabrics";
        var id = Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture);
        if (draft.Tree.IsFile("/etc/nvme/hostnqn"))
            draft.Write(What, "/etc/nvme/hostnqn", $"nqn.2014-08.org.nvmexpress:uuid:{id}\n");
        if (draft.Tree.IsFile("/etc/nvme/hostid"))
            draft.Write(What, "/etc/nvme/hostid", id + "\n");
    }
}

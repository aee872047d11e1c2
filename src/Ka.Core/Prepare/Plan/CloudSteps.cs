using System;
using System.Linq;

namespace Ka.Prepare.Plan;

/// <summary>cloud-init on a clone: it finds a new instance, as its state is removed, and is to leave alone what is made
/// already.</summary>
internal static class CloudSteps
{
    private const string What = "instance of cloud-init";

    private const string Seed = "/var/lib/cloud/seed/nocloud";

    public static void Add(PlanDraft draft)
    {
        if (draft.Request.KeepIdentity || draft.Request.Kept.Contains("cloud-init"))
            return;
        if (draft.Program("cloud-init") is null || draft.Exists("/etc/cloud/cloud-init.disabled"))
            return;
        // A new instance gets new keys, a name, and a network by DHCP in place of the golden node's.
        draft.Write(
            What,
            "/etc/cloud/cloud.cfg.d/99-ka.cfg",
            """
            # Written by ka prepare: network, host keys and host name are those of this clone already.
            network: {config: disabled}
            ssh_deletekeys: false
            preserve_hostname: true

            """
        );
        draft.Write(What, Seed + "/meta-data", MetaData(draft));
        // Users are in the copy; without this one more would be made.
        if (!draft.Tree.IsFile(Seed + "/user-data"))
            draft.Write(What, Seed + "/user-data", "#cloud-config\nusers: []\n");
    }

    private static string MetaData(PlanDraft draft)
    {
        var cards = draft.Request.Target.Cards;
        var card = cards.FirstOrDefault(card => card.IsMain) ?? (cards.Count > 0 ? cards[0] : null);
        var id = card?.Mac.Replace(":", "", StringComparison.Ordinal) ?? draft.Request.HostName ?? "clone";
        return $"instance-id: ka-{id}\n" + (draft.Request.HostName is { } name ? $"local-hostname: {name}\n" : "");
    }
}

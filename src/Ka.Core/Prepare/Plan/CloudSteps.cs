using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using Ka.Nodes;
using Ka.Prepare.Names;

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
        // For the day on which 99-ka.cfg is removed: without it the network would be one by DHCP.
        if (NetworkConfig(draft) is { } network)
            draft.Write(What, Seed + "/network-config", network);
        else
            draft.Remove(What, [Seed + "/network-config"]);
        // Users are in the copy; without this one more would be made.
        if (!draft.Tree.IsFile(Seed + "/user-data"))
            draft.Write(What, Seed + "/user-data", "#cloud-config\nusers: []\n");
    }

    /// <summary>The addresses that are given to cards, in netplan's form; null: there are none.</summary>
    private static string? NetworkConfig(PlanDraft draft)
    {
        var cards = new CardPairing(draft.Request.Golden?.Cards ?? [], draft.Request.Target.Cards);
        var text = new StringBuilder();
        foreach (var setting in draft.Addresses?.Given ?? [])
            if (cards.Pairs.FirstOrDefault(pair => pair.Golden.Name == setting.Interface).Here is { } card)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $$"""
                      {{setting.Interface}}:
                        match: {macaddress: "{{card.Mac}}"}
                        set-name: {{setting.Interface}}
                    {{Address(setting, setting.Interface == draft.Addresses!.Main ? draft.Request.Given!.NameServers : [])}}

                    """
                );
        return text.Length == 0 ? null : $"version: 2\nethernets:\n{text}";
    }

    private static string Address(CardSetting setting, IReadOnlyList<IPAddress> servers) =>
        setting.Address is null
            ? "    dhcp4: true"
            : $"    addresses: [{setting.Address}]"
                + (setting.Gateway is null ? "" : $"\n    routes:\n      - to: 0.0.0.0/0\n        via: {setting.Gateway}")
                + (servers.Count == 0 ? "" : $"\n    nameservers:\n      addresses: [{string.Join(", ", servers)}]");

    private static string MetaData(PlanDraft draft)
    {
        var cards = draft.Request.Target.Cards;
        var card = cards.FirstOrDefault(card => card.IsMain) ?? (cards.Count > 0 ? cards[0] : null);
        var id = card?.Mac.Replace(":", "", StringComparison.Ordinal) ?? draft.Request.HostName ?? "clone";
        return $"instance-id: ka-{id}\n" + (draft.Request.HostName is { } name ? $"local-hostname: {name}\n" : "");
    }
}

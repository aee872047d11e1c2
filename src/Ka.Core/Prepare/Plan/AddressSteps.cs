using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Nodes;
using Ka.Prepare.Addresses;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The clone's own addresses, in the files that set up the golden node's.</summary>
internal static class AddressSteps
{
    private const string What = "address";

    private const string Suse = "/etc/sysconfig/network";

    public static void Add(PlanDraft draft)
    {
        var cards = draft.Request.Golden?.Cards ?? [];
        var found = AddressFormats.Find(draft.Tree, cards).ToList();
        var given = draft.Request.Given ?? NodeSettings.None;
        var plan = new AddressPlan(cards, [.. found.Select(file => file.Setup)], given, keeps: IsKept(draft));
        draft.Addresses = plan;
        draft.Reasons.AddRange(plan.Reasons);
        foreach (var kept in plan.Kept)
            draft.Notes.Add(
                draft.Request.Given is null
                    ? $"{kept.Interface} has the static address {kept.Address}: each clone needs one of its own (--names)"
                    : $"{kept.Interface} keeps the golden node's address {kept.Address}"
            );
        foreach (var path in found.Select(file => file.Path).Distinct())
            if (found.Find(file => file.Path == path && plan.For(file.Setup) is not null) is { Format: { } format } first)
                draft.Rewrite(Words(plan.For(first.Setup)!), path, text => Rewritten(format, path, text));
        foreach (var setting in plan.Given)
            AddOtherFiles(draft, setting, setting.Interface == plan.Main, given.NameServers);
        if (given.NameServers.Count > 0 && draft.Tree.TryStatus("/etc/resolv.conf") is { Kind: FileKind.Regular })
            draft.Rewrite("name servers", "/etc/resolv.conf", text => Resolver(text, given));

        string Rewritten(IAddressFormat format, string path, string text)
        {
            var setups = format.Read(AddressFormats.File(path, text, cards)).ToList();
            foreach (var setup in setups)
                if (plan.For(setup) is { } setting && setup.Obstacle.Length == 0)
                    text = format.Write(
                        AddressFormats.File(path, text, cards),
                        new AddressChange(setup.Interface, setting.Address, setting.Gateway, Servers(setting))
                    );
            return text;
        }

        // Of several cards the main one has the name servers, if it has an address that is given.
        IReadOnlyList<IPAddress> Servers(CardSetting setting) =>
            setting.Address is not null && (setting.Interface == plan.Main || !plan.Given.Any(IsOfMain)) ? given.NameServers : [];

        bool IsOfMain(CardSetting setting) => setting.Interface == plan.Main && setting.Address is not null;
    }

    /// <summary>What a card gets: <c>address: eno1 10.1.0.5/24, gateway 10.1.0.254</c>.</summary>
    public static string Words(CardSetting setting) => $"{What}: {BytePath.FromText(setting.Interface)} {setting.Words}";

    private static bool IsKept(PlanDraft draft) =>
        draft.Request.Given is null || draft.Request.KeepIdentity || draft.Request.Kept.Contains(IdentityTable.StaticAddress);

    /// <summary>Files beside those of interfaces: SUSE's routes and name servers, the gateway of Red Hat's for all.</summary>
    private static void AddOtherFiles(PlanDraft draft, CardSetting setting, bool isMain, IReadOnlyList<IPAddress> servers)
    {
        var gateway = setting.Gateway?.ToString();
        if (draft.Tree.IsFile($"{Suse}/ifcfg-{setting.Interface}"))
            AddSuse(draft, setting.Interface, gateway, isMain);
        if (!isMain)
            return;
        draft.Rewrite(
            What,
            Suse,
            text =>
                FileText.EachLine(
                    text,
                    line =>
                        !line.StartsWith("GATEWAY=", StringComparison.Ordinal) ? line
                        : gateway is null ? null
                        : "GATEWAY=" + gateway
                )
        );
        if (servers.Count > 0 || setting.Address is null)
            draft.Rewrite(
                "name servers",
                $"{Suse}/config",
                text => ShellText.Rewrite(text, one => one == "NETCONFIG_DNS_STATIC_SERVERS", _ => string.Join(' ', servers))
            );
    }

    private static void AddSuse(PlanDraft draft, string name, string? gateway, bool isMain)
    {
        var (own, all) = ($"{Suse}/ifroute-{name}", $"{Suse}/routes");
        if (HasDefault(draft, own))
            draft.Rewrite(What, own, text => SuseFormat.WithGateway(text, gateway));
        else if (isMain && HasDefault(draft, all))
            draft.Rewrite(What, all, text => SuseFormat.WithGateway(text, gateway));
        else if (gateway is not null)
            draft.Write(
                What,
                own,
                (draft.Tree.IsFile(own) ? draft.Text(own).TrimEnd('\n') + "\n" : "") + $"default {gateway} - -\n"
            );
    }

    private static bool HasDefault(PlanDraft draft, string path) =>
        draft.Tree.IsFile(path) && SuseFormat.GatewayOf(draft.Text(path)) is not null;

    /// <summary>resolv.conf(5) with other name servers, where the first one stood.</summary>
    private static string Resolver(string text, NodeSettings given)
    {
        var lines = string.Join('\n', given.NameServers.Select(server => $"nameserver {server}"));
        var isWritten = false;
        var now = FileText.EachLine(
            text,
            line =>
            {
                if (new FieldLine(line) is { IsSilent: true } or { Count: 0 } || new FieldLine(line)[0] != "nameserver")
                    return line;
                var isFirst = !isWritten;
                isWritten = true;
                return isFirst ? lines : null;
            }
        );
        return isWritten ? now : $"{now}{(now.Length == 0 || now.EndsWith('\n') ? "" : "\n")}{lines}\n";
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The golden node's names of cards are given to this machine's, in one place that every program for the network obeys;
/// the golden node's addresses of cards go.</summary>
internal static class NetworkSteps
{
    private const string Links = "/etc/systemd/network";

    private const string Rules = "/etc/udev/rules.d/70-ka-net.rules";

    private const string Dracut = "/etc/dracut.conf.d/91-ka-network.conf";

    private const string Addresses = "address of the golden node's card";

    /// <summary>What a golden link file may say besides the name and the address.</summary>
    private static readonly string[] s_ownKeys = ["Name", "NamePolicy", "MACAddress", "MACAddressPolicy"];

    private static readonly string[] s_systemdUdev = ["/lib/systemd/systemd-udevd", "/usr/lib/systemd/systemd-udevd"];

    private static readonly string[] s_otherUdev = ["/lib/udev/udevd", "/usr/lib/udev/udevd"];

    public static void Add(PlanDraft draft)
    {
        if (draft.Request.KeepIdentity)
            return;
        var cards = new CardPairing(draft.Request.Golden?.Cards ?? [], draft.Request.Target.Cards);
        AddNames(draft, cards);
        AddFiles(draft, cards);
    }

    /// <summary>A card of this machine with the golden node's name for it: <c>lan: eth0 52:54:00:12:34:56 &lt;- golden
    /// eno1</c>.</summary>
    public static string Words((NetworkCard Golden, NetworkCard Here) pair) =>
        $"lan: {BytePath.FromText(pair.Here.Name)} {pair.Here.Mac} <- golden {BytePath.FromText(pair.Golden.Name)}";

    private static void AddNames(PlanDraft draft, CardPairing cards)
    {
        var hasSystemd = InitSystems.Of(draft.Tree) == InitSystem.Systemd || s_systemdUdev.Any(draft.Tree.IsFile);
        var hasOther = !hasSystemd && (s_otherUdev.Any(draft.Tree.IsFile) || draft.Program("udevd") is not null);
        if (hasSystemd)
            AddLinks(draft, cards);
        else if (cards.Pairs.Count == 0)
            return;
        else if (hasOther)
            draft.Write(AllWords(cards), Rules, RulesText(cards));
        else if (draft.Program("nameif") is not null)
            draft.Write(AllWords(cards), "/etc/mactab", Mactab(cards));
        foreach (var golden in cards.Pairs.Count == 0 ? [] : cards.Missing)
            draft.Notes.Add($"{BytePath.FromText(golden.Name)} of the golden node has no card here");
    }

    private static void AddLinks(PlanDraft draft, CardPairing cards)
    {
        var (written, replaced) = (new List<string>(), Replaced(draft, cards));
        foreach (var pair in cards.Pairs)
            written.Add(AddLink(draft, Words(pair), pair, replaced));
        // Its usual name may be one of those that others have now.
        if (cards.Pairs.Count > 0)
            foreach (var card in cards.Extra)
                written.Add(AddLink(draft, $"lan: {BytePath.FromText(card.Name)} {card.Mac}", (null, card), []));
        var earlier = draft.Matching($"{Links}/10-ka-*.link").Except(written);
        draft.Remove("names of an earlier machine's cards", [.. earlier]);
        draft.Remove(Addresses, [.. replaced.Select(link => link.Path)]);
        if (draft.Program("dracut") is not null && written.Count > 0)
            draft.Write("names of cards in the initramfs", Dracut, DracutText(written));
        if (cards.Pairs.Count + cards.Extra.Count > 1 && cards.Pairs.Any(pair => IsOfKernel(pair.Golden.Name)))
            draft.Notes.Add(
                "eth0 and its like are the kernel's own names, and udev cannot exchange two of them: with several cards, give "
                    + "the golden node's other names"
            );
    }

    private static string AddLink(
        PlanDraft draft,
        string what,
        (NetworkCard? Golden, NetworkCard Here) pair,
        IReadOnlyList<GoldenLink> replaced
    )
    {
        var name = pair.Golden?.Name;
        var path = $"{Links}/10-ka-{name ?? pair.Here.Mac.Replace(":", "", StringComparison.Ordinal)}.link";
        var rest = string.Concat(replaced.Where(link => link.Name == name).Select(link => link.Settings));
        draft.Write(
            what,
            path,
            $"""
            # Written by ka prepare: {(name is null ? "no golden card is like this one" : $"the golden node's card {name}")}.
            [Match]
            MACAddress={pair.Here.Mac}

            [Link]
            {(name is null ? "NamePolicy=mac" : $"Name={name}")}
            {rest}
            """.TrimEnd('\n') + "\n"
        );
        return path;
    }

    /// <summary>Link files that match the golden node's cards by their addresses.</summary>
    private static List<GoldenLink> Replaced(PlanDraft draft, CardPairing cards)
    {
        var found = new List<GoldenLink>();
        foreach (var path in draft.Matching($"{Links}/*.link"))
        {
            if (path.StartsWith($"{Links}/10-ka-", StringComparison.Ordinal) || !draft.Tree.IsFile(path))
                continue;
            var (text, rest) = (draft.Text(path), new StringBuilder());
            var address = IniText.Get(text, "Match", "MACAddress") ?? IniText.Get(text, "Match", "PermanentMACAddress") ?? "";
            if (!MacText.TryParse(address, out var mac) || cards.NameOf(mac) is not { } name)
                continue;
            IniText.Rewrite(
                text,
                line =>
                {
                    if (line.Section == "Link" && !s_ownKeys.Contains(line.Key))
                        rest.Append(CultureInfo.InvariantCulture, $"{line.Key}={line.Value}\n");
                    return line.Whole;
                }
            );
            found.Add(new GoldenLink(path, name, rest.ToString()));
        }
        return found;
    }

    private static string DracutText(List<string> links) =>
        $"""
            # Written by ka prepare: an initramfs for any machine has no files of /etc/systemd/network by itself.
            install_items+=" {string.Join(' ', links)} "

            """;

    private static string RulesText(CardPairing cards)
    {
        var text = new StringBuilder("# Written by ka prepare: the golden node's names of cards.\n");
        foreach (var (golden, here) in cards.Pairs)
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                SUBSYSTEM=="net", ACTION=="add", DRIVERS=="?*", ATTR{type}=="1", ATTR{address}=="{{here.Mac}}", \
                  NAME="{{golden.Name}}"

                """
            );
        return text.ToString();
    }

    private static string Mactab(CardPairing cards) =>
        string.Concat(cards.Pairs.Select(pair => $"{pair.Golden.Name} {pair.Here.Mac}\n"));

    private static string AllWords(CardPairing cards) => string.Join("; ", cards.Pairs.Select(Words));

    private static bool IsOfKernel(string name) =>
        name.StartsWith("eth", StringComparison.Ordinal)
        && name.Length > 3
        && name.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Every kind of file, each by its own rules.</summary>
    private static void AddFiles(PlanDraft draft, CardPairing cards)
    {
        Each(draft, ["/etc/NetworkManager/system-connections/*"], text => CardText.Keyfile(text, cards));
        Each(
            draft,
            ["/etc/sysconfig/network-scripts/ifcfg-*", "/etc/sysconfig/network/ifcfg-*"],
            text => CardText.Ifcfg(text, cards)
        );
        Each(
            draft,
            ["/etc/netplan/*.yaml", "/etc/netplan/*.yml", "/etc/cloud/cloud.cfg.d/*.cfg"],
            text => NetplanText.Rewrite(text, cards.NameOf)
        );
        Each(
            draft,
            [$"{Links}/*.network", $"{Links}/*.netdev", $"{Links}/*.network.d/*.conf", $"{Links}/*.netdev.d/*.conf"],
            text => CardText.Networkd(text, cards)
        );
        Each(draft, ["/etc/network/interfaces", "/etc/network/interfaces.d/*"], text => CardText.Interfaces(text, cards));
        Each(
            draft,
            ["/etc/NetworkManager/NetworkManager.conf", "/etc/NetworkManager/conf.d/*.conf"],
            text => CardText.ManagerConfiguration(text, cards)
        );
        var gone = draft.Matching(IdentityTable.Of("persistent-rules").Paths);
        foreach (var path in draft.Matching(["/etc/udev/rules.d/*.rules", "/etc/mactab", "/etc/iftab"]))
            if (!gone.Contains(path) && path != Rules)
                draft.Rewrite(Addresses, path, text => CardText.Other(text, cards, isLineOfCard: true));
        Each(
            draft,
            [
                "/etc/wicked/ifconfig/*.xml",
                "/etc/conf.d/net",
                "/etc/default/grub",
                "/etc/kernel/cmdline",
                "/etc/cmdline.d/*.conf",
                "/etc/dracut.conf.d/*.conf",
            ],
            text => CardText.Other(text, cards, isLineOfCard: false)
        );
    }

    private static void Each(PlanDraft draft, IReadOnlyList<string> patterns, Func<string, string> rewrite)
    {
        foreach (var path in draft.Matching(patterns))
            draft.Rewrite(Addresses, path, rewrite);
    }

    /// <summary>A link file of the golden node.</summary>
    /// <param name="Name">That of its card.</param>
    /// <param name="Settings">Lines of its section Link, besides the name.</param>
    private sealed record GoldenLink(string Path, string Name, string Settings);
}

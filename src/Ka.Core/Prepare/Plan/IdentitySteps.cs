using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>What makes a machine itself and must not be the golden node's: docs/prepare.md has the list.</summary>
internal static class IdentitySteps
{
    private static readonly string[] s_seeds =
    [
        "/var/lib/systemd/random-seed",
        "/var/lib/urandom/random-seed",
        "/var/lib/random-seed",
        "/var/lib/misc/random-seed",
        "/var/lib/seedrng/seed.credit",
        "/boot/loader/random-seed",
        "/efi/loader/random-seed",
        "/boot/efi/loader/random-seed",
    ];

    private static readonly (string Directory, string Prefix, string Suffix)[] s_leases =
    [
        ("/var/lib/dhcp", "dhclient", ".leases"),
        ("/var/lib/dhcp", "dhclient", ".lease"),
        ("/var/lib/dhclient", "", ".leases"),
        ("/var/lib/dhclient", "", ".lease"),
        ("/var/lib/dhcp3", "", ".leases"),
        ("/var/lib/NetworkManager", "", ".lease"),
        ("/var/lib/dhcpcd", "", ".lease"),
        ("/var/lib/dhcpcd", "", ".lease6"),
        ("/var/lib/dhcpcd5", "", ".lease"),
        ("/etc/dhcpc", "dhcpcd-", ".info"),
        ("/etc/dhcpc", "dhcpcd-", ".cache"),
        ("/var/lib/systemd/network", "", ".lease"),
        ("/var/lib/wicked", "lease-", ".xml"),
    ];

    private static readonly string[] s_leaseIds =
    [
        "/var/lib/NetworkManager/secret_key",
        "/var/lib/dhcpcd/duid",
        "/var/lib/dhcpcd/secret",
        "/etc/dhcpcd.duid",
        "/etc/dhcpcd.secret",
        "/var/lib/dhcpv6/dhcp6c_duid",
        "/var/lib/wicked/duid.xml",
        "/var/lib/wicked/iaid.xml",
    ];

    private static readonly (string Prefix, string Suffix)[] s_rules =
    [
        ("70-persistent-", ".rules"),
        ("", "persistent-net.rules"),
        ("", "persistent-cd.rules"),
        ("", "net_persistent_names.rules"),
        ("61-net_config", ".rules"),
    ];

    private static readonly string[] s_dropbearKinds = ["rsa", "dss", "ecdsa", "ed25519"];

    public static void Add(PlanDraft draft)
    {
        if (draft.Request.KeepIdentity)
            return;
        AddMachineId(draft);
        AddKeys(draft);
        draft.Remove("random seed", s_seeds);
        draft.Remove("systemd's secret for credentials", ["/var/lib/systemd/credential.secret"]);
        AddLeases(draft);
        AddRules(draft);
        AddInterfaces(draft);
    }

    // Empty, not absent: systemd makes a new one, and does not take this for the first boot of an image.
    private static void AddMachineId(PlanDraft draft)
    {
        if (draft.Tree.IsFile("/etc/machine-id"))
            draft.Write("machine id", "/etc/machine-id", "");
        // A link to the other one follows it.
        if (draft.Tree.TryStatus("/var/lib/dbus/machine-id") is { Kind: FileKind.Regular })
            draft.Remove("machine id of D-Bus", ["/var/lib/dbus/machine-id"]);
    }

    private static void AddKeys(PlanDraft draft)
    {
        draft.Remove("SSH host keys", draft.Matching("/etc/ssh", "ssh_host_", ""));
        if (draft.Tree.IsDirectory("/etc/ssh") && draft.Program("sshd") is not null && draft.Program("ssh-keygen") is { } keygen)
            draft.Run("new SSH host keys", keygen, "-A");
        foreach (var kind in s_dropbearKinds)
            if ($"/etc/dropbear/dropbear_{kind}_host_key" is var key && draft.Tree.IsFile(key))
            {
                draft.Remove("Dropbear's host key", [key]);
                if (draft.Program("dropbearkey") is { } maker)
                    draft.Run("new host key of Dropbear", maker, "-t", kind, "-f", key);
            }
    }

    private static void AddLeases(PlanDraft draft)
    {
        var found = new List<string>();
        foreach (var (directory, prefix, suffix) in s_leases)
        foreach (var path in draft.Matching(directory, prefix, suffix))
            if (!found.Contains(path))
                found.Add(path);
        found.AddRange(s_leaseIds);
        draft.Remove("DHCP leases and ids", found);
    }

    private static void AddRules(PlanDraft draft)
    {
        var found = new List<string>();
        foreach (var (prefix, suffix) in s_rules)
        foreach (var path in draft.Matching("/etc/udev/rules.d", prefix, suffix))
            if (!found.Contains(path))
                found.Add(path);
        draft.Remove("persistent names of cards and drives", found);
    }

    // A configuration that is tied to the golden node's card would leave this machine's without one.
    private static void AddInterfaces(PlanDraft draft)
    {
        foreach (var path in draft.Matching("/etc/sysconfig/network-scripts", "ifcfg-", ""))
            draft.Rewrite("address of the golden node's card", path, text => WithoutLines(text, "HWADDR="));
        foreach (var path in draft.Matching("/etc/NetworkManager/system-connections", "", ""))
            draft.Rewrite("address of the golden node's card", path, text => WithoutLines(text, "mac-address="));
    }

    private static string WithoutLines(string text, string start) =>
        FileText.EachLine(text, line => line.StartsWith(start, StringComparison.Ordinal) ? null : line);
}

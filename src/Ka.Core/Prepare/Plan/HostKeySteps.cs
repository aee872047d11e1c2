using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Host keys of sshd and Dropbear: the golden node's are removed, new ones are made.</summary>
internal static class HostKeySteps
{
    private const string Configuration = "/etc/ssh/sshd_config";

    private static readonly string[] s_dropbearKinds = ["rsa", "dss", "ecdsa", "ed25519"];

    /// <summary>What a public key begins with, and what ssh-keygen(1) calls its type.</summary>
    private static readonly (string Start, string Type)[] s_types =
    [
        ("ssh-ed25519 ", "ed25519"),
        ("ssh-rsa ", "rsa"),
        ("ecdsa-sha2-", "ecdsa"),
        ("ssh-dss ", "dsa"),
    ];

    public static void Add(PlanDraft draft)
    {
        var keygen = draft.Program("sshd") is null ? null : draft.Program("ssh-keygen");
        draft.Remove("SSH host keys", draft.Matching(IdentityTable.Of("ssh-host-keys").Paths));
        if (draft.Tree.IsDirectory("/etc/ssh") && keygen is not null)
            draft.Run("new SSH host keys", keygen, "-A");
        AddOthers(draft, keygen);
        foreach (var kind in s_dropbearKinds)
            if ($"/etc/dropbear/dropbear_{kind}_host_key" is var key && draft.Tree.IsFile(key))
            {
                draft.Remove("Dropbear's host key", [key]);
                if (draft.Program("dropbearkey") is { } maker)
                    draft.Run("new host key of Dropbear", maker, "-t", kind, "-f", key);
            }
    }

    /// <summary>Keys that the configuration of sshd names in another place.</summary>
    private static void AddOthers(PlanDraft draft, string? keygen)
    {
        foreach (var (keyword, path) in Named(draft))
        {
            var isUsual = PathPattern.Matches("/etc/ssh/ssh_host_*", path);
            if (keyword == "hostcertificate")
            {
                draft.Notes.Add($"{BytePath.FromText(path)} certifies the golden node's key: sign each clone's");
                if (!isUsual)
                    draft.Remove("SSH host certificate", [path]);
            }
            else if (!isUsual && draft.Tree.IsFile(path))
            {
                var type = Type(draft, path);
                draft.Remove("SSH host keys", [path, path + ".pub", path + "-cert.pub"]);
                if (keygen is not null)
                    draft.Run("new SSH host keys", keygen, "-q", "-N", "", "-t", type, "-f", path);
            }
        }
    }

    /// <summary>HostKey and HostCertificate (sshd_config(5)), in the order of the configuration; each path once.</summary>
    private static List<(string Keyword, string Path)> Named(PlanDraft draft)
    {
        var found = new List<(string Keyword, string Path)>();
        foreach (var file in (IEnumerable<string>)[Configuration, .. draft.Matching("/etc/ssh/sshd_config.d/*.conf")])
        {
            if (!draft.Tree.IsFile(file))
                continue;
            foreach (var line in draft.Text(file).Split('\n'))
            {
                var fields = new FieldLine(line.Replace('=', ' '));
                if (fields.IsSilent || fields.Count < 2)
                    continue;
                var (keyword, path) = (fields[0].ToLowerInvariant(), fields[1].Trim('"'));
                if (
                    keyword is "hostkey" or "hostcertificate"
                    && path.StartsWith('/')
                    && !path.StartsWith("/dev/", StringComparison.Ordinal)
                    && !found.Contains((keyword, path))
                )
                    found.Add((keyword, path));
            }
        }
        return found;
    }

    private static string Type(PlanDraft draft, string path)
    {
        var text = draft.Tree.IsFile(path + ".pub") ? draft.Text(path + ".pub") : "";
        foreach (var (start, type) in s_types)
            if (text.StartsWith(start, StringComparison.Ordinal))
                return type;
        foreach (var (_, type) in s_types)
            if (path.Contains(type, StringComparison.Ordinal))
                return type;
        return "ed25519";
    }
}

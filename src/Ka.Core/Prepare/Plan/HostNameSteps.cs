using System;
using System.Linq;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The clone's own name, where systems keep it.</summary>
public static class HostNameSteps
{
    private const string What = "host name";

    internal static void Add(PlanDraft draft)
    {
        if (draft.Request.HostName is not { } name)
            return;
        var golden = draft.Tree.IsFile("/etc/hostname") ? draft.Text("/etc/hostname").Trim() : "";
        if (Short(golden) == "localhost")
            golden = "";
        draft.Write(What, "/etc/hostname", name + "\n");
        if (draft.Tree.IsFile("/etc/HOSTNAME"))
            draft.Write(What, "/etc/HOSTNAME", name + "\n");
        Set(draft, "/etc/sysconfig/network", "HOSTNAME", name);
        Set(draft, "/etc/conf.d/hostname", "hostname", name);
        foreach (var path in draft.Matching("/etc/sysconfig/network-scripts/ifcfg-*"))
            Set(draft, path, "DHCP_HOSTNAME", name);
        if (golden.Length > 0)
            draft.Rewrite(What, "/etc/mailname", text => text.Trim() == golden ? name + "\n" : text);
        draft.Rewrite(What, "/etc/hosts", text => Hosts(text, name, golden));
    }

    /// <summary>The line of 127.0.1.1 (hosts(5), Debian): the full name, then the short one. On lines of the loopback's other
    /// addresses the golden node's names become the clone's.</summary>
    /// <param name="golden">The golden node's name; empty: not known.</param>
    public static string Hosts(string text, string name, string golden = "")
    {
        var names = name == Short(name) ? name : $"{name} {Short(name)}";
        return FileText.EachLine(
            text,
            line =>
            {
                var fields = new FieldLine(line);
                if (fields.IsSilent || fields.Count < 2)
                    return line;
                if (fields[0] == "127.0.1.1")
                    return "127.0.1.1\t" + names;
                return fields[0] is "127.0.0.1" or "::1" && golden.Length > 0 ? Renamed(line, name, golden) : line;
            }
        );
    }

    private static string Renamed(string line, string name, string golden)
    {
        var (fields, now) = (new FieldLine(line), line);
        var comment = Enumerable.Range(0, fields.Count).FirstOrDefault(i => fields[i][0] == '#', fields.Count);
        for (var i = comment - 1; i > 0; i--)
            if (string.Equals(fields[i], golden, StringComparison.OrdinalIgnoreCase))
                now = fields.With(i, name, now);
            else if (string.Equals(fields[i], Short(golden), StringComparison.OrdinalIgnoreCase))
                now = fields.With(i, Short(name), now);
        return now;
    }

    private static string Short(string name) => name.Split('.')[0];

    private static void Set(PlanDraft draft, string path, string variable, string name) =>
        draft.Rewrite(What, path, text => ShellText.Rewrite(text, one => one == variable, _ => name));
}

using System;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The clone's own name, where systems keep it.</summary>
public static class HostNameSteps
{
    internal static void Add(PlanDraft draft)
    {
        if (draft.Request.HostName is not { } name)
            return;
        draft.Write("host name", "/etc/hostname", name + "\n");
        if (draft.Tree.IsFile("/etc/HOSTNAME"))
            draft.Write("host name", "/etc/HOSTNAME", name + "\n");
        draft.Rewrite(
            "host name",
            "/etc/sysconfig/network",
            text => ShellText.Rewrite(text, variable => variable == "HOSTNAME", _ => name)
        );
        draft.Rewrite("host name", "/etc/hosts", text => Hosts(text, name));
    }

    /// <summary>The line of 127.0.1.1 (hosts(5), Debian): the full name, then the short one.</summary>
    public static string Hosts(string text, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var names = dot < 0 ? name : $"{name} {name[..dot]}";
        return FileText.EachLine(
            text,
            line =>
            {
                var fields = new FieldLine(line);
                return fields.Count > 1 && fields[0] == "127.0.1.1" ? "127.0.1.1\t" + names : line;
            }
        );
    }
}

using System;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>What starts a system's services.</summary>
internal enum InitSystem
{
    Systemd,

    /// <summary>Alpine, Gentoo.</summary>
    OpenRc,

    /// <summary>System V's init, runit, busybox: scripts.</summary>
    Scripts,
}

/// <summary>The init system of a tree.</summary>
internal static class InitSystems
{
    private static readonly string[] s_systemd = ["/lib/systemd/systemd", "/usr/lib/systemd/systemd"];

    private static readonly string[] s_openRc = ["/sbin/openrc-run", "/usr/sbin/openrc-run", "/bin/openrc-run"];

    /// <summary>What /sbin/init leads to counts, and where that says nothing, what is installed.</summary>
    public static InitSystem Of(RootTree tree)
    {
        var init = tree.Resolve("/sbin/init");
        if (
            Array.Exists(s_systemd, tree.IsFile)
            && (init is null || init.EndsWith("/systemd", StringComparison.Ordinal) || !HasOther(tree))
        )
            return InitSystem.Systemd;
        return Array.Exists(s_openRc, tree.IsFile) ? InitSystem.OpenRc : InitSystem.Scripts;
    }

    // systemd's files may lie beside another init that is the one in use.
    private static bool HasOther(RootTree tree) =>
        Array.Exists(s_openRc, tree.IsFile) || tree.IsFile("/etc/inittab") || tree.IsDirectory("/etc/runit");
}

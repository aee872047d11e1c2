using System;
using Ka.Linux;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>What starts the hooks of the first boot, by the tree's own init system.</summary>
internal static class FirstBootStart
{
    /// <summary>Not below /var: programs of there run neither with <c>noexec</c> nor under every policy of SELinux.</summary>
    public const string Runner = "/usr/local/libexec/ka/run-first-boot";

    private const string What = "hooks of the first boot";

    private const string Name = "ka-first-boot";

    private const string Unit = $"/etc/systemd/system/{Name}.service";

    private const string Script = $"/etc/init.d/{Name}";

    // A shell is what runs: SELinux lets init start /bin/sh, and no file that has another label than a program's.
    private const string Call = $"/bin/sh {Runner}";

    public static void Add(PlanDraft draft)
    {
        switch (InitSystems.Of(draft.Tree))
        {
            case InitSystem.Systemd:
                draft.Write(What, Unit, UnitText);
                draft.Steps.Add(new MakeLink(What, $"/etc/systemd/system/multi-user.target.wants/{Name}.service", Unit));
                break;
            case InitSystem.OpenRc:
                draft.Write(What, Script, OpenRcText, FilePermissions.Executable);
                draft.Steps.Add(new MakeLink(What, $"/etc/runlevels/default/{Name}", Script));
                break;
            default:
                AddScript(draft);
                break;
        }
    }

    /// <summary>The text of <c>rc.local</c> with the runner, in front of the <c>exit 0</c> that ends many of these
    /// files.</summary>
    public static string WithRunner(string text)
    {
        if (text.Contains(Runner, StringComparison.Ordinal))
            return text;
        if (text.Length > 0 && !text.EndsWith('\n'))
            text += "\n";
        var exit = text.LastIndexOf("\nexit 0", StringComparison.Ordinal);
        return exit < 0 ? $"{text}{Call}\n" : $"{text[..(exit + 1)]}{Call}\n{text[(exit + 1)..]}";
    }

    private static void AddScript(PlanDraft draft)
    {
        // Slackware, Red Hat before systemd.
        if (draft.Tree.IsDirectory("/etc/rc.d"))
            AddToRcLocal(draft, "/etc/rc.d/rc.local");
        else if (RunsRcLocal(draft) || !draft.Tree.IsDirectory("/etc/rc2.d"))
            AddToRcLocal(draft, "/etc/rc.local");
        else
        {
            draft.Write(What, Script, SystemVText, FilePermissions.Executable);
            foreach (var level in "2345")
                if (draft.Tree.IsDirectory($"/etc/rc{level}.d"))
                    draft.Steps.Add(new MakeLink(What, $"/etc/rc{level}.d/S99{Name}", $"../init.d/{Name}"));
        }
    }

    /// <summary>Void's stage 2 of runit, Debian's script of System V's init, a line of busybox's inittab.</summary>
    private static bool RunsRcLocal(PlanDraft draft)
    {
        if (draft.Tree.IsFile("/etc/init.d/rc.local"))
            return true;
        foreach (var file in new[] { "/etc/runit/2", "/etc/inittab" })
            if (draft.Tree.IsFile(file) && draft.Text(file).Contains("/etc/rc.local", StringComparison.Ordinal))
                return true;
        return false;
    }

    private static void AddToRcLocal(PlanDraft draft, string path)
    {
        if (draft.Tree.IsFile(path))
            draft.Rewrite(What, path, WithRunner);
        else
            draft.Write(What, path, WithRunner("#!/bin/sh\n"), FilePermissions.Executable);
    }

    private static string UnitText =>
        $"""
            # Written by ka prepare.
            [Unit]
            Description=Programs that run once on a clone
            After=network.target local-fs.target

            [Service]
            Type=oneshot
            ExecStart={Call}
            RemainAfterExit=yes

            [Install]
            WantedBy=multi-user.target

            """;

    private static string OpenRcText =>
        $$"""
            #!/sbin/openrc-run
            # Written by ka prepare.
            description="Programs that run once on a clone"

            depend() {
              need localmount
              use net
              after bootmisc
            }

            start() {
              ebegin "Running the programs of a clone's first boot"
              {{Call}}
              eend $?
            }

            """;

    private static string SystemVText =>
        $"""
            #!/bin/sh
            # Written by ka prepare.
            ### BEGIN INIT INFO
            # Provides:          {Name}
            # Required-Start:    $remote_fs $network
            # Required-Stop:
            # Default-Start:     2 3 4 5
            # Default-Stop:
            # Short-Description: Programs that run once on a clone
            ### END INIT INFO
            if [ "$1" = start ]; then
              {Call}
            fi

            """;
}

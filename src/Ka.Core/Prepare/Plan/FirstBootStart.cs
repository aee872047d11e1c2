using System;
using Ka.Linux;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>Starts what runs at the first boot, by the tree's own init system.</summary>
internal static class FirstBootStart
{
    /// <summary>Not below /var: programs of there run neither with <c>noexec</c> nor under every policy of SELinux.</summary>
    public const string Runner = "/usr/local/libexec/ka/run-first-boot";

    // A shell is what runs: SELinux lets init start /bin/sh, and no file that has another label than a program's.
    private static readonly FirstBootJob s_hooks = new(
        "hooks of the first boot",
        "ka-first-boot",
        "Programs that run once on a clone",
        $"/bin/sh {Runner}"
    );

    /// <summary>Starts the hooks.</summary>
    public static void Add(PlanDraft draft) => Add(draft, s_hooks);

    /// <summary>Starts a job.</summary>
    public static void Add(PlanDraft draft, FirstBootJob job)
    {
        switch (InitSystems.Of(draft.Tree))
        {
            case InitSystem.Systemd:
                draft.Write(job.What, job.Unit, UnitText(job));
                draft.Steps.Add(new MakeLink(job.What, job.WantedUnit, job.Unit));
                break;
            case InitSystem.OpenRc:
                draft.Write(job.What, job.Script, OpenRcText(job), FilePermissions.Executable);
                draft.Steps.Add(new MakeLink(job.What, job.RunLevel, job.Script));
                break;
            default:
                AddScript(draft, job);
                break;
        }
    }

    /// <summary>The text of <c>rc.local</c> with the runner of hooks.</summary>
    public static string WithRunner(string text) => With(text, s_hooks);

    /// <summary>The text of <c>rc.local</c> with a job, in front of the <c>exit 0</c> that ends many of these files.</summary>
    private static string With(string text, FirstBootJob job)
    {
        if (text.Contains(job.Call, StringComparison.Ordinal))
            return text;
        if (text.Length > 0 && !text.EndsWith('\n'))
            text += "\n";
        var exit = text.LastIndexOf("\nexit 0", StringComparison.Ordinal);
        return exit < 0 ? $"{text}{job.Line}\n" : $"{text[..(exit + 1)]}{job.Line}\n{text[(exit + 1)..]}";
    }

    private static void AddScript(PlanDraft draft, FirstBootJob job)
    {
        // Slackware, Red Hat before systemd.
        if (draft.Tree.IsDirectory("/etc/rc.d"))
            AddToRcLocal(draft, job, "/etc/rc.d/rc.local");
        else if (RunsRcLocal(draft) || !draft.Tree.IsDirectory("/etc/rc2.d"))
            AddToRcLocal(draft, job, "/etc/rc.local");
        else
        {
            draft.Write(job.What, job.Script, SystemVText(job), FilePermissions.Executable);
            foreach (var link in job.StartLinks)
                if (draft.Tree.IsDirectory(link[..link.LastIndexOf('/')]))
                    draft.Steps.Add(new MakeLink(job.What, link, $"../init.d/{job.Name}"));
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

    private static void AddToRcLocal(PlanDraft draft, FirstBootJob job, string path)
    {
        if (draft.Tree.IsFile(path))
            draft.Rewrite(job.What, path, text => With(text, job));
        else if (draft.Steps.FindIndex(step => step is WriteFile write && write.Path == path) is >= 0 and var index)
        {
            // Another job makes it.
            var made = (WriteFile)draft.Steps[index];
            draft.Steps[index] = made with { Content = With(made.Content, job) };
        }
        else
            draft.Write(job.What, path, With("#!/bin/sh\n", job), FilePermissions.Executable);
    }

    private static string UnitText(FirstBootJob job) =>
        $"""
            # Written by ka prepare.
            [Unit]
            Description={job.Description}
            After={(job.IsLast ? "network.target multi-user.target" : "network.target local-fs.target")}

            [Service]
            Type={(job.IsLast ? "simple" : "oneshot")}
            ExecStart={job.Call}
            RemainAfterExit={(job.IsLast ? "no" : "yes")}

            [Install]
            WantedBy=multi-user.target

            """;

    private static string OpenRcText(FirstBootJob job) =>
        $$"""
            #!/sbin/openrc-run
            # Written by ka prepare.
            description="{{job.Description}}"

            depend() {
              need localmount
              use net
              after {{(job.IsLast ? "*" : "bootmisc")}}
            }

            start() {
              ebegin "{{job.Description}}"
              {{job.Line}}
              eend $?
            }

            """;

    private static string SystemVText(FirstBootJob job) =>
        $"""
            #!/bin/sh
            # Written by ka prepare.
            ### BEGIN INIT INFO
            # Provides:          {job.Name}
            # Required-Start:    {(job.IsLast ? "$all" : "$remote_fs $network")}
            # Required-Stop:
            # Default-Start:     2 3 4 5
            # Default-Stop:
            # Short-Description: {job.Description}
            ### END INIT INFO
            if [ "$1" = start ]; then
              {job.Line}
            fi

            """;
}

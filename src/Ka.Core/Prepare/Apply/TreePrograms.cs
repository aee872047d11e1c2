using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Prepare.Apply;

/// <summary>Runs programs of a tree in it (chroot(1)), with an environment of their own and, unless they are hooks, without a
/// network.</summary>
internal sealed class TreePrograms
{
    /// <summary>The search path in the environment of the tree's programs.</summary>
    internal const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly string _root;
    private readonly Action<string> _say;
    private readonly string[] _alone;

    public TreePrograms(string root, Action<string> say)
    {
        (_root, _say) = (root, say);
        // A kernel may have no namespaces.
        _alone = new ToolCommand("unshare", "--net", "--", "true").TryRun().Status == 0 ? ["unshare", "--net", "--"] : [];
    }

    /// <summary>Says the program and each line of its output.</summary>
    /// <exception cref="ToolException">It failed; the message has the last of what it said.</exception>
    public string Run(ToolCommand call)
    {
        var run = Start(call, _alone, []);
        return run.Status == 0 ? run.Text : throw Shown(call).Failure(run);
    }

    /// <inheritdoc cref="Run"/>
    public void RunHook(string path, IReadOnlyList<string> environment)
    {
        var call = new ToolCommand(path);
        var run = Start(call, [], environment);
        if (run.Status != 0)
            throw Shown(call).Failure(run);
    }

    /// <summary>Reports its failure and goes on.</summary>
    public bool TryRun(ToolCommand call)
    {
        var run = Start(call, _alone, []);
        if (run.Status != 0)
            _say($"  warning: {Shown(call).Failure(run).Message}, ignoring");
        return run.Status == 0;
    }

    private ProcessResult Start(ToolCommand call, string[] way, IReadOnlyList<string> environment)
    {
        _say($"  {Shown(call)}");
        var run = new ToolCommand(
            "env",
            [
                "-i",
                Path,
                "HOME=/root",
                "LC_ALL=C",
                "TERM=linux",
                .. environment,
                .. way,
                "chroot",
                _root,
                call.Program,
                .. call.Arguments,
            ]
        ).TryRun();
        Tell(run.Text);
        Tell(run.Errors);
        return run;
    }

    private ToolCommand Shown(ToolCommand call) => new("chroot", [_root, call.Program, .. call.Arguments]);

    private void Tell(string text)
    {
        foreach (var line in text.Split('\n'))
            if (line.TrimEnd() is { Length: > 0 } said)
                _say("    " + BytePath.FromText(said));
    }
}

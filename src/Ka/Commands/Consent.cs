using System;
using System.Linq;
using System.Text;
using Ka.Coordination.Events;
using Ka.Golden;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Commands;

/// <summary>The operator's answer between the verdicts and the first erased disk.</summary>
internal sealed class Consent(bool yes, bool dryRun, int nodes)
{
    /// <summary>The run that waits for the answer; set before the first verdict.</summary>
    public GoldenRun? Run { get; set; }

    public bool IsDryRun => dryRun;

    /// <summary>At least as many nodes as were asked for have judged, and the plan fits all of them.</summary>
    public bool AllFit { get; private set; }

    /// <summary>Answers what needs no operator. Never blocks.</summary>
    public void Report(RunEvent happened)
    {
        if (happened is not RunEvent.AllJudged judged)
            return;
        var fit = Fitting(judged);
        if (!judged.IsLate)
            AllFit = fit == judged.Verdicts.Count && fit >= nodes;
        if (dryRun)
            Run!.CallOff("only a dry run: no disk was touched");
        else if (!NeedsAnswer(judged))
            Run!.Proceed();
    }

    /// <summary>Asks the operator, after the verdicts were shown.</summary>
    public void Ask(RunEvent shown)
    {
        if (shown is RunEvent.AllJudged judged && NeedsAnswer(judged))
            WorkerThread.Start("consent", () => Ask(Fitting(judged)), failure => Run!.CallOff(failure.Message));
    }

    private static int Fitting(RunEvent.AllJudged judged) => judged.Verdicts.Count(verdict => verdict.Verdict.Fits);

    private bool NeedsAnswer(RunEvent.AllJudged judged) => !yes && !dryRun && Fitting(judged) > 0;

    private void Ask(int fit)
    {
        Console.Error.Write($"Erase the disks of {fit} {(fit == 1 ? "node" : "nodes")} and make them clones of this machine? Type yes: ");
        var line = new byte[64];
        var length = (int)Math.Max(0, Fd.StandardInput.Read(line).Value);
        if (Encoding.ASCII.GetString(line, 0, length).Trim() == "yes")
            Run!.Proceed();
        else
            Run!.CallOff("the operator did not agree: no disk was touched");
    }
}

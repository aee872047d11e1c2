using System;
using System.Linq;
using System.Text;
using System.Threading;
using Ka.Golden;
using Ka.Linux;

namespace Ka.Commands;

/// <summary>The operator's word between the verdicts and the first erased disk.</summary>
internal sealed class Consent(bool yes, bool dryRun, int nodes)
{
    /// <summary>Whose nodes it is about; there before the first verdict is.</summary>
    public GoldenRun? Run { get; set; }

    public bool IsDryRun => dryRun;

    /// <summary>So many nodes as were asked for have judged, and the plan fits all of them.</summary>
    public bool AllFit { get; private set; }

    public void Report(GoldenEvent happened)
    {
        if (happened is not GoldenEvent.AllJudged judged)
            return;
        var fit = judged.Verdicts.Count(verdict => verdict.Verdict.Fits);
        AllFit = fit == judged.Verdicts.Count && fit >= nodes;
        if (dryRun)
            Run!.CallOff("only a dry run: no disk was touched");
        else if (yes || fit == 0)
            Run!.Proceed();
        else
            new Thread(() => Ask(fit)) { Name = "consent", IsBackground = true }.Start();
    }

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

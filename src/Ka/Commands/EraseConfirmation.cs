using System;
using System.Linq;
using System.Text;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Formatting;
using Ka.Linux;
using Ka.Runtime;
using Ka.Sender;

namespace Ka.Commands;

/// <summary>Answers a run's question between the verdicts and the first erased disk, for the operator or by asking.</summary>
/// <param name="yes">The command line agrees.</param>
/// <param name="dryRun">The command line wants verdicts alone.</param>
/// <param name="nodes">Number of nodes that the command line asks for.</param>
internal sealed class EraseConfirmation(bool yes, bool dryRun, int nodes)
{
    private const int MaxLine = 256;

    private static readonly TimeSpan s_foregroundInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The run that waits for the answer; set before the first verdict.</summary>
    public SenderRun? Run { get; set; }

    public bool IsDryRun => dryRun;

    /// <summary>True when at least as many nodes as were asked for have judged, and the plan fits all of them.</summary>
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

    /// <summary>Asks the operator, after the verdicts were shown. Never blocks.</summary>
    public void Ask(RunEvent shown)
    {
        if (shown is RunEvent.AllJudged judged && NeedsAnswer(judged))
            WorkerThread.Start(
                "consent",
                () => Ask(Fitting(judged), judged.Verdicts.Sum(verdict => VerdictText.Foreign(verdict.Verdict))),
                failure => Run!.CallOff(failure.Message)
            );
    }

    private static int Fitting(RunEvent.AllJudged judged) => judged.Verdicts.Count(verdict => verdict.Verdict.Fits);

    private bool NeedsAnswer(RunEvent.AllJudged judged) => !yes && !dryRun && Fitting(judged) > 0;

    private void Ask(int fit, int foreign)
    {
        WaitForForeground();
        // What was typed before the question was asked is not an answer to it.
        _ = Terminal.DiscardInput(Fd.StandardInput);
        Console.Error.Write(EraseAnswer.Question(fit, foreign));
        while (ReadLine() is { } line)
            switch (EraseAnswer.Read(line, fit))
            {
                case EraseAnswer.Meaning.Agreed:
                    Run!.Proceed();
                    return;
                case EraseAnswer.Meaning.Refused:
                    Run!.CallOff("the operator did not agree: no disk was touched");
                    return;
                default:
                    Console.Error.Write(EraseAnswer.Reminder(fit));
                    break;
            }
        Run!.CallOff("the terminal was closed before an answer: no disk was touched");
    }

    private static void WaitForForeground()
    {
        if (Terminal.IsForeground(Fd.StandardInput))
            return;
        Console.Error.WriteLine("ka waits in the background to ask before it erases disks: bring it to the foreground (fg)");
        using var never = new ManualResetEventSlim();
        while (!Terminal.IsForeground(Fd.StandardInput))
            never.Wait(s_foregroundInterval);
    }

    /// <summary>Reads a line, of which all bytes behind <see cref="MaxLine"/> are dropped.</summary>
    /// <returns>null: the input has ended.</returns>
    private static string? ReadLine()
    {
        var line = new StringBuilder();
        var buffer = new byte[MaxLine];
        while (Fd.StandardInput.Read(buffer) is { IsSuccess: true, Value: > 0 } read)
        {
            var text = Encoding.ASCII.GetString(buffer, 0, (int)read.Value);
            if (line.Length < MaxLine)
                line.Append(text);
            if (text.EndsWith('\n'))
                return line.ToString();
        }
        return null;
    }
}

using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination;
using Ka.Receiver;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <content>The installer: judges, makes disks, prepares; and what must never happen.</content>
public sealed partial class SimNode
{
    private const ushort MakingSteps = 3;
    private const ushort PreparingSteps = 2;

    private bool _isMaking;

    /// <summary>The plan fits its disks.</summary>
    public bool Fits { get; init; } = true;

    /// <summary>Times that its disks were erased.</summary>
    public int Erased { get; private set; }

    /// <summary>The tree boots; nothing is left to do.</summary>
    public bool IsInstalled { get; private set; }

    /// <summary>Promises about its disks that were broken.</summary>
    public List<string> Violations { get; } = [];

    void IReceiverEffects.Judge(PlanBytes plan, IPAddress local)
    {
        var finding = Finding.Said(FindingKind.Unreadable, "the disk is too small");
        var verdict = new PlanChecked(plan.Hash, [], "", Fits ? [] : [finding], []);
        After(Room.Plan.Install!.JudgeTime * Room.AnyFactor(), () => _loop.Post(new NodeEvent.PlanChecked(verdict)));
    }

    void IReceiverEffects.Make()
    {
        if (!Fits)
            Violations.Add($"node {Id} is erased although the plan does not fit");
        if (!Room.Server.Operator.HasAgreedTo(this))
            Violations.Add($"node {Id} is erased without consent");
        if (_isMaking || _round is not null)
            Violations.Add($"node {Id} is erased while something writes to its disks");
        Erased++;
        _isMaking = true;
        MakeStep(1, Room.Plan.Install!.MakeTime * Room.AnyFactor() / MakingSteps);
    }

    private void MakeStep(ushort number, TimeSpan each)
    {
        if (DiskFailed)
        {
            _isMaking = false;
            PostFailure("the disk does not answer");
        }
        else if (number > MakingSteps)
        {
            _isMaking = false;
            _loop.Post(new NodeEvent.DisksMade());
        }
        else
        {
            Begin(new Step(number, MakingSteps, StepKind.MakeFileSystem, "/dev/sda", ""));
            After(each, () => MakeStep((ushort)(number + 1), each));
        }
    }

    private void Prepare(SimInstall install) => PrepareStep(1, install.PrepareTime * Room.AnyFactor() / PreparingSteps);

    private void PrepareStep(ushort number, TimeSpan each)
    {
        if (DiskFailed)
            return;
        if (number <= PreparingSteps)
        {
            Begin(new Step(number, PreparingSteps, StepKind.WriteFile, "/etc/fstab", ""));
            After(each, OfThisRound(() => PrepareStep((ushort)(number + 1), each)));
            return;
        }
        _finished = true;
        IsInstalled = true;
        Post(new NodeEvent.AllConsumed());
    }

    private void Begin(Step step) => _loop.Post(new NodeEvent.StepBegun(step));
}

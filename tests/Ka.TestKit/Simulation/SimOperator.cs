using System.Collections.Generic;
using System.Linq;
using Ka.Coordination;
using Ka.Coordination.Events;

namespace Ka.TestKit.Simulation;

/// <summary>The person at the golden node's terminal: reads the list of disks to erase, and answers after a while.</summary>
public sealed class SimOperator(SimServer golden)
{
    private readonly HashSet<SimNode> _agreed = [];

    /// <summary>Lists that were shown.</summary>
    public int Questions { get; private set; }

    /// <summary>The first list was refused.</summary>
    public bool HasCalledOff { get; private set; }

    /// <summary>Whether this node's disks may be erased.</summary>
    public bool HasAgreedTo(SimNode node) =>
        _agreed.Contains(node) || (IsAgreed && golden.Room.Plan.Install!.Late == LateNodes.Install);

    /// <summary>A list was agreed to.</summary>
    public bool IsAgreed { get; private set; }

    /// <summary>A list is shown.</summary>
    public void Ask(RunEvent.AllJudged question)
    {
        var install = golden.Room.Plan.Install!;
        Questions++;
        golden.After(install.AnswerTime, () => Answer(question, question.IsLate ? install.AgreesToLate : install.Agrees));
    }

    private void Answer(RunEvent.AllJudged question, bool agrees)
    {
        if (agrees)
        {
            IsAgreed = true;
            _agreed.UnionWith(question.Verdicts.Select(one => golden.Room.NodeAt(one.Node.Address)));
            golden.Answer(new CoordinatorEvent.Proceed());
        }
        else
        {
            HasCalledOff |= !question.IsLate;
            golden.Answer(new CoordinatorEvent.CallOff("no"));
        }
    }
}

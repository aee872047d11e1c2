using System;
using Ka.Coordination;

namespace Ka.TestKit.Simulation;

/// <summary>What is particular to a run that installs.</summary>
public sealed record SimInstall
{
    /// <summary>A node reads its disks and judges the plan.</summary>
    public TimeSpan JudgeTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>A node erases and makes its disks, in all.</summary>
    public TimeSpan MakeTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A node makes the copied tree boot, in all.</summary>
    public TimeSpan PrepareTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The operator reads and types.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The operator agrees to the first list.</summary>
    public bool Agrees { get; init; } = true;

    /// <summary>The operator agrees to the lists after it.</summary>
    public bool AgreesToLate { get; init; } = true;

    public LateNodes Late { get; init; } = LateNodes.Ask;

    /// <summary>One node of this number does not fit the plan; 0: all fit.</summary>
    public int UnfitEvery { get; init; }

    /// <summary>Time for which the golden node awaits the first boot of a clone; null: it does not.</summary>
    public TimeSpan? BootPatience { get; init; }

    /// <summary>A clone needs this to boot.</summary>
    public TimeSpan BootTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One clone in so many never boots; 0: all do.</summary>
    public int HangsEvery { get; init; }

    /// <summary>Bytes of the plan.</summary>
    public int PlanLength { get; init; } = 100;
}

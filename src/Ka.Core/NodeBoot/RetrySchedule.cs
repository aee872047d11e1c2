using System;

namespace Ka.NodeBoot;

/// <summary>The times at which the rescue is asked for, and the text on the screen meanwhile: five tries, a countdown between
/// two, then a countdown to a reboot. The words are those that users of the KA method know. A pure state machine; one thread owns
/// it.</summary>
internal sealed class RetrySchedule
{
    public const int Most = 5;

    /// <summary>A golden node that is there answers in milliseconds, one behind a slow switch in seconds.</summary>
    public static readonly TimeSpan Search = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_betweenTries = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_beforeReboot = TimeSpan.FromSeconds(10);

    private int _try = 1;
    private TimeSpan? _until;

    /// <summary>The current step.</summary>
    public TryStep Step { get; private set; } = TryStep.Ask;

    /// <summary>The try that runs, or has failed last; from 1.</summary>
    public int Number => _try;

    /// <summary>The state of the search as text for the screen.</summary>
    public string Words(TimeSpan now)
    {
        var left = Math.Max(0, (int)Math.Ceiling(((_until ?? now) - now).TotalSeconds));
        return Step switch
        {
            TryStep.Ask => $"Waiting for rescue from KA server (Try {_try}/{Most})",
            TryStep.Pause => $"KA server not found ! (Try {_try}/{Most} in {left} sec)",
            _ => $"!!! Can't reach a valid KA server !!! (Rebooting in {left} sec)",
        };
    }

    /// <summary>The try that ran has failed.</summary>
    public void Fail(TimeSpan now)
    {
        var isLast = _try == Most;
        _try = Math.Min(_try + 1, Most);
        Step = isLast ? TryStep.GiveUp : TryStep.Pause;
        _until = now + (isLast ? s_beforeReboot : s_betweenTries);
    }

    /// <summary>Time passes.</summary>
    public void Tick(TimeSpan now)
    {
        if (_until is not { } until || now < until)
            return;
        _until = null;
        Step = Step == TryStep.GiveUp ? TryStep.Restart : TryStep.Ask;
    }
}

/// <summary>A step of <see cref="RetrySchedule"/>.</summary>
internal enum TryStep
{
    /// <summary>Ask for the rescue.</summary>
    Ask,

    /// <summary>Count down to the next try.</summary>
    Pause,

    /// <summary>Count down to the reboot.</summary>
    GiveUp,

    /// <summary>Reboot.</summary>
    Restart,
}

using System;
using System.Globalization;

namespace Ka.TestKit;

/// <summary>Waiting for an event, with a deadline.</summary>
public static class Wait
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition holds, and looks every ten milliseconds.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="what">Names the event in the failure.</param>
    /// <param name="patience">Two minutes unless given, times <see cref="Vm.Slowness"/>.</param>
    /// <param name="child">A process whose end before the event is a failure, too, and which is shown in it.</param>
    /// <exception cref="ChildFailedException">The event did not come in time, or the process ended before it.</exception>
    /// <exception cref="OperationCanceledException">We were interrupted.</exception>
    public static void Until(Func<bool> holds, string what, TimeSpan? patience = null, Child? child = null)
    {
        var allowed = (patience ?? s_patience) * Vm.Slowness;
        for (var deadline = Environment.TickCount64 + (long)allowed.TotalMilliseconds; ; Interruption.Pause(s_period))
        {
            // Read before the condition: what a process did before its end counts.
            var ended = child?.Exit is not null;
            if (holds())
                return;
            if (ended || Environment.TickCount64 > deadline)
                throw new ChildFailedException(
                    string.Create(
                            CultureInfo.InvariantCulture,
                            $"{(ended ? "the process ended" : $"{allowed.TotalSeconds:0.#} s passed")} before: {what}\n"
                                + $"{child?.Account()}"
                        )
                        .TrimEnd()
                );
        }
    }
}

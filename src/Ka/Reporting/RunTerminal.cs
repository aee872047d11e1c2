using System;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Runtime;

namespace Ka.Reporting;

/// <summary>The terminal of a run, written on a thread of its own: a terminal that is stopped or slow delays no
/// decision.</summary>
/// <remarks>Lines and events may come from any thread. While the terminal blocks, events are counted and dropped; the question to
/// the operator and the report are not.</remarks>
internal sealed class RunTerminal : IDisposable
{
    private static readonly TimeSpan s_tableInterval = TimeSpan.FromMilliseconds(500);

    private readonly Observer<Item> _observer;

    /// <param name="shown">Called after an event was shown, on the terminal's thread.</param>
    public RunTerminal(Screen screen, SenderConsole console, Action<RunEvent> shown)
    {
        var rescue = new RescueConsole(screen);
        _observer = new Observer<Item>(
            new ObserverOptions("terminal") { TickInterval = s_tableInterval },
            item =>
            {
                switch (item)
                {
                    case Item.Of { Event: var happened }:
                        console.Report(happened);
                        shown(happened);
                        break;
                    case Item.OfRescue { Event: var happened }:
                        rescue.Report(happened);
                        break;
                    case Item.Line { Text: var text }:
                        screen.Line(text);
                        break;
                }
            }
        )
        {
            IsRequired = item => item is Item.Of { Event: RunEvent.Ended or RunEvent.AllJudged or RunEvent.Listening },
            Dropped = count => console.Report(new RunEvent.Dropped(count)),
            Tick = console.Draw,
        };
    }

    /// <summary>Shows an event of the run. Never blocks.</summary>
    public void Report(RunEvent happened) => _observer.Publish(new Item.Of(happened));

    /// <summary>Shows an event of the run that sends the rescue. Never blocks.</summary>
    public void ReportRescue(RunEvent happened) => _observer.Publish(new Item.OfRescue(happened));

    /// <summary>Shows a line. Never blocks.</summary>
    public void Say(string line) => _observer.Publish(new Item.Line(line));

    /// <summary>Waits until everything is shown, however long the terminal is stopped.</summary>
    public void Dispose()
    {
        while (!_observer.Finish(TimeSpan.FromHours(1)))
            Thread.Yield();
    }

    private abstract record Item
    {
        public sealed record Of(RunEvent Event) : Item;

        public sealed record OfRescue(RunEvent Event) : Item;

        public sealed record Line(string Text) : Item;
    }
}

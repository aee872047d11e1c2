using System;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Runtime;

namespace Ka.Reporting;

/// <summary>The JSON lines of a run on standard output, written on a thread of their own: a reader that is stopped delays no
/// decision.</summary>
internal sealed class RunJson : IDisposable
{
    private readonly Observer<RunEvent> _observer;

    public RunJson(SenderJson json) =>
        _observer = new Observer<RunEvent>(new ObserverOptions("json"), json.Report)
        {
            IsRequired = happened => happened is RunEvent.Ended,
            Dropped = count => json.Report(new RunEvent.Dropped(count)),
        };

    /// <summary>Never blocks.</summary>
    public void Report(RunEvent happened) => _observer.Publish(happened);

    /// <summary>Waits until everything is written, however long the reader is stopped.</summary>
    public void Dispose()
    {
        while (!_observer.Finish(TimeSpan.FromHours(1)))
            Thread.Yield();
    }
}

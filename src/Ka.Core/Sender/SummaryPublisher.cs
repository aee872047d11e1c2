using System;
using System.Threading;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>Sends the board to operators, with a thread for each: an operator that does not read delays no other.</summary>
internal sealed class SummaryPublisher(RunStatus board)
{
    /// <summary>Operators at once.</summary>
    public const int Most = 32;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Time limit for sending an operator the end of the run.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private readonly object _counting = new();
    private int _telling;
    private bool _isOver;

    /// <summary>Begins to send the board to an operator, whose connection stays the receiver's to dispose of.</summary>
    public void Tell(AuthenticatedPeer guest, RunSummaryRequest request)
    {
        lock (_counting)
            if (_telling < Most)
            {
                _telling++;
                WorkerThread.Start(
                    $"board for {guest.Connection.Remote}",
                    () => Run(guest.Connection, request),
                    _ => guest.Connection.ShutDown(),
                    WorkerThread.SmallStack
                );
                return;
            }
        _ = guest.Connection.TrySend(new Refused($"{Most} operators look already", Deadlines.Retry));
        guest.Connection.Finish();
    }

    /// <summary>Ends the run: every operator that reads in time gets the board once more.</summary>
    public void End()
    {
        var start = TimeProvider.System.GetTimestamp();
        lock (_counting)
        {
            _isOver = true;
            Monitor.PulseAll(_counting);
            while (_telling > 0 && s_lastWords - TimeProvider.System.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
                Monitor.Wait(_counting, left);
        }
    }

    private void Run(Connection reader, RunSummaryRequest request)
    {
        try
        {
            var isOver = false;
            while (Show(reader, board.Snapshot()) && request.Follow && !isOver)
                lock (_counting)
                    isOver = _isOver || (Monitor.Wait(_counting, s_interval) && _isOver);
            reader.Finish();
        }
        finally
        {
            lock (_counting)
            {
                _telling--;
                Monitor.PulseAll(_counting);
            }
        }
    }

    private static bool Show(Connection reader, RunView view)
    {
        var isThere = reader.TrySend(view.Head);
        foreach (var row in view.Rows)
            isThere = isThere && reader.WaitUntilSent() && reader.TrySend(row);
        return isThere;
    }
}

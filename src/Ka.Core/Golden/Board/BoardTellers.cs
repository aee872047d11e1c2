using System;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>Tells operators what the board shows, each in a thread of his own: one who does not read holds up nobody.</summary>
internal sealed class BoardTellers(RunStatus board)
{
    /// <summary>Operators at once.</summary>
    public const int Most = 32;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>How the run ended is told to those who take it.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private readonly object _counting = new();
    private int _telling;
    private bool _isOver;

    /// <summary>Begins to tell one. His connection stays its receiver's to dispose of.</summary>
    public void Tell(AuthenticatedPeer guest, Look look)
    {
        lock (_counting)
            if (_telling < Most)
            {
                _telling++;
                WorkerThread.Start($"board for {guest.Connection.Remote}", () => Run(guest.Connection, look), _ => guest.Connection.ShutDown(), WorkerThread.SmallStack);
                return;
            }
        _ = guest.Connection.TrySend(new Refused($"{Most} operators look already"));
        guest.Connection.Finish();
    }

    /// <summary>The run is over: everybody gets the board once more, if he takes it in time.</summary>
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

    private void Run(Connection reader, Look look)
    {
        try
        {
            var isOver = false;
            while (Show(reader, board.Snapshot()) && look.Follow && !isOver)
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

    private static bool Show(Connection reader, BoardView view)
    {
        var isThere = reader.TrySend(view.Head);
        foreach (var row in view.Rows)
            isThere = isThere && reader.WaitUntilSent() && reader.TrySend(row);
        return isThere;
    }
}

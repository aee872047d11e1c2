using System;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>The board of a run, seen from anywhere that has the token.</summary>
/// <param name="show">Gets each view.</param>
public sealed class SummaryFollower(Action<RunView> show)
{
    /// <summary>The golden node says something every second.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);

    private readonly object _connecting = new();
    private Connection? _connection;
    private bool _isOver;

    /// <summary>Reads the answer to a <see cref="RunSummaryRequest"/>: once, or until the run has ended or <see cref="Stop"/> was
    /// called.</summary>
    /// <param name="connection">On which the request was sent; stays the caller's to dispose of.</param>
    /// <param name="limit">No further view is waited for after it; the golden node sends one every second.</param>
    /// <exception cref="HandshakeException">The golden node refused the request, or was lost; the message says which.</exception>
    /// <exception cref="ProtocolException">The golden node breaks the protocol.</exception>
    public void Run(Connection connection, bool follow, Deadline limit)
    {
        connection.WaitAtMost(s_silence, s_silence);
        lock (_connecting)
        {
            if (_isOver)
                return;
            _connection = connection;
        }
        try
        {
            while (Read(connection) is { } view && !_isOver)
            {
                show(view);
                if (!follow || limit.HasPassed || view.Head.Phase == RunPhase.Ended)
                    return;
            }
        }
        catch (HandshakeException) when (_isOver)
        {
            // The board is not needed any more.
        }
        finally
        {
            lock (_connecting)
                _connection = null;
        }
    }

    /// <summary>From any thread.</summary>
    public void Stop()
    {
        lock (_connecting)
        {
            _isOver = true;
            _connection?.ShutDown();
        }
    }

    private static RunView Read(Connection connection)
    {
        var head = HandshakeSteps.Expect<RunSummary>(connection);
        var rows = new NodeRow[head.Rows];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = HandshakeSteps.Expect<NodeRow>(connection);
        return new RunView(head, rows);
    }
}

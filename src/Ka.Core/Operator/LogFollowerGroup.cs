using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;
using Ka.Transport;

namespace Ka.Operator;

/// <summary>Several nodes, watched at once: a thread for each, and one more for each command that runs there.</summary>
/// <param name="commandLimit">The longest time that a command may run.</param>
public sealed class LogFollowerGroup(IReadOnlyList<IPEndPoint> nodes, Token? token, ILogReport report, TimeSpan commandLimit)
{
    private readonly List<LogFollower> _watches = [];
    private readonly List<RemoteCommand> _commands = [];
    private readonly object _running = new();
    private int _refused;
    private bool _isInterrupted;

    /// <summary>No node lets us read its log.</summary>
    public event Action? AllRefused;

    /// <summary>Begins to follow all of them.</summary>
    public void Follow()
    {
        foreach (var node in nodes)
        {
            var watch = new LogFollower(node, token, report);
            _watches.Add(watch);
            Start(
                $"watch {node}",
                () =>
                {
                    if (!watch.Run() && Interlocked.Increment(ref _refused) == nodes.Count)
                        AllRefused?.Invoke();
                },
                node
            );
        }
    }

    /// <summary>Ends the following.</summary>
    public void Stop()
    {
        foreach (var watch in _watches)
            watch.Stop();
    }

    /// <summary>Runs a command on all of them.</summary>
    /// <returns>The highest of what <see cref="RemoteCommand.Run"/> gives, once all have ended.</returns>
    public int Execute(BytePath command)
    {
        var worst = 0;
        List<WorkerThread> threads = [];
        foreach (var node in nodes)
        {
            var remote = new RemoteCommand(node, token, report);
            lock (_running)
                _commands.Add(remote);
            threads.Add(
                Start(
                    $"command {node}",
                    () =>
                    {
                        if (_isInterrupted)
                            remote.Interrupt();
                        var status = remote.Run(command, commandLimit);
                        lock (_running)
                        {
                            _commands.Remove(remote);
                            worst = Math.Max(worst, status);
                        }
                    },
                    node
                )
            );
        }
        foreach (var thread in threads)
            thread.Join();
        return worst;
    }

    /// <summary>Ends all commands that run.</summary>
    public void Interrupt()
    {
        lock (_running)
        {
            _isInterrupted = true;
            foreach (var command in _commands)
                command.Interrupt();
        }
    }

    private WorkerThread Start(string name, Action work, IPEndPoint node) =>
        WorkerThread.Start(name, work, e => report.Failed(node.Address, e.Message), WorkerThread.SmallStack);
}

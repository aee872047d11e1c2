using System;
using System.Threading;
using Ka.Linux;
using Ka.Sealing;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>The rescue for machines that boot, beside a run that installs: sent again and again, to whoever asks. The first ones, who start together,
/// get it down one chain; those that come later need not wait for anybody. One thread.</summary>
public sealed class RescueSender : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);

    private readonly GoldenPlan _plan;
    private readonly GoldenPorts _ports;
    private readonly BytePath _file;
    private readonly Action<string> _say;
    private readonly Action<GoldenEvent> _report;
    private readonly ManualResetEventSlim _over = new();
    private readonly object _running = new();
    private readonly Thread _thread;
    private GoldenRun? _run;
    private bool _isFirst = true;

    /// <param name="beside">The run that installs.</param>
    /// <param name="ports">Both runs'.</param>
    /// <param name="say">A line for people.</param>
    /// <param name="report">Hears of every event of the rescue's runs; called from our thread.</param>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    public RescueSender(GoldenPlan beside, GoldenPorts ports, BytePath file, Action<string> say, Action<GoldenEvent> report)
    {
        Files.OpenRead(file).Dispose();
        (_ports, _file, _say, _report) = (ports, file, say, report);
        _plan = beside with
        {
            Session = BytePath.FromText(KnownSessions.Rescue),
            DataPort = null,
            // A rescue is compressed already.
            Compression = Compression.Parse("none"),
            Patience = s_patience,
            Least = 1,
            Rounds = int.MaxValue,
            Install = null,
            Only = null,
            ReleaseDelay = TimeSpan.Zero,
        };
        _thread = new Thread(Serve) { Name = "rescue", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _over.Set();
        lock (_running)
            _run?.Interrupt();
        _thread.Join();
        _over.Dispose();
    }

    private void Serve()
    {
        while (!_over.IsSet)
            try
            {
                ServeOnce();
                _isFirst = false;
            }
            catch (Exception e)
            {
                // The thread's boundary. Nodes that are in a rescue are installed all the same; the others try again, and so do we.
                _say($"rescue: {e.Message}, trying again");
                _over.Wait(s_afterFailure);
            }
    }

    private void ServeOnce()
    {
        using var run = new GoldenRun(_isFirst ? _plan : _plan with { Nodes = 1 }, GoldenSource.File(_file), Report, _ports);
        lock (_running)
            _run = run;
        if (_over.IsSet)
            run.Interrupt();
        run.Run();
        lock (_running)
            _run = null;
    }

    private void Report(GoldenEvent happened)
    {
        _report(happened);
        switch (happened)
        {
            case GoldenEvent.NodeJoined e:
                _say($"rescue: {e.Address} ({e.Host}) asks for it");
                break;
            case GoldenEvent.Started e:
                _say($"rescue: sending to {e.Nodes} {(e.Nodes == 1 ? "node" : "nodes")}");
                break;
            case GoldenEvent.NodeChanged e:
                _say($"rescue: {e.Address}: {e.What}");
                break;
            case GoldenEvent.TurnedAway e:
                _say($"rescue: turned away: {e.Reason}");
                break;
            case GoldenEvent.Ended e:
                foreach (var node in e.Report.Nodes)
                    if (node.Verdict != Verdict.Done && !_over.IsSet)
                        _say($"rescue: {node.Address} ({node.Host}) did not get it: {node.Reason}");
                break;
        }
    }
}

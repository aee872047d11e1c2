using System;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Runtime;
using Ka.SealedStream;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>Sends the rescue to machines that boot, again and again, beside a run that installs.</summary>
/// <remarks>Machines that start together get it down one chain; later ones do not wait for others. One thread.</remarks>
public sealed class RescueSender : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);

    private readonly SenderOptions _plan;
    private readonly SessionRouter _ports;
    private readonly BytePath _file;
    private readonly Action<string> _say;
    private readonly Action<RunEvent> _report;
    private readonly ManualResetEventSlim _over = new();
    private readonly object _running = new();
    private readonly WorkerThread _thread;
    private SenderRun? _run;
    private bool _isFirst = true;

    /// <param name="beside">The run that installs.</param>
    /// <param name="ports">Both runs'.</param>
    /// <param name="say">A line for people.</param>
    /// <param name="report">Gets every event of the rescue's runs, on the thread of their loop; must not block.</param>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    public RescueSender(SenderOptions beside, SessionRouter ports, BytePath file, Action<string> say, Action<RunEvent> report)
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
            PrepareRelease = null,
            BootPatience = null,
        };
        _thread = WorkerThread.Start("rescue", Serve, failure => _say($"rescue: {failure.Message}"));
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
                // The thread's boundary. Nodes that are in a rescue are installed all the same; the others try again, and so do
                // we.
                _say($"rescue: {e.Message}, trying again");
                _over.Wait(s_afterFailure);
            }
    }

    private void ServeOnce()
    {
        using var run = new SenderRun(_isFirst ? _plan : _plan with { Nodes = 1 }, StreamSource.File(_file), _report, _ports);
        lock (_running)
            _run = run;
        if (_over.IsSet)
            run.Interrupt();
        run.Run();
        lock (_running)
            _run = null;
    }
}

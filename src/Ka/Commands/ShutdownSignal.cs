using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Ka.Commands;

/// <summary>SIGINT and SIGTERM as an event: the run ends in order, and the nodes get the reason. The second signal
/// kills.</summary>
/// <remarks>A run ignores SIGHUP (<see cref="Linux.ThisProcess.IgnoreHangup"/>): it goes on without its terminal.</remarks>
internal sealed class ShutdownSignal : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration[] _registrations;
    private Action? _requested;
    private int _count;

    public ShutdownSignal() =>
        _registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];

    /// <summary>The first signal has come; raised at once for a handler that is added after it.</summary>
    public event Action Requested
    {
        add
        {
            lock (_lock)
            {
                _requested += value;
                if (_count == 0)
                    return;
            }
            value();
        }
        remove
        {
            lock (_lock)
                _requested -= value;
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        Action? requested;
        lock (_lock)
        {
            if (++_count > 1)
                return;
            requested = _requested;
        }
        context.Cancel = true;
        requested?.Invoke();
    }
}

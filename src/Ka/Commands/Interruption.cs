using System;
using System.Runtime.InteropServices;

namespace Ka.Commands;

/// <summary>SIGINT and SIGTERM as an event: the run ends in order, the nodes hear why. The second one kills.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    public event Action? Requested;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (System.Threading.Interlocked.Increment(ref _count) > 1)
            return;
        context.Cancel = true;
        Requested?.Invoke();
    }
}

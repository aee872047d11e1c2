using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace Ka.TestKit;

/// <summary>Ctrl-C, a TERM or a lost terminal: every child that does not clean up is killed and every wait for one throws,
/// so that the <c>using</c> blocks on the way out remove what was made.</summary>
public static class Interruption
{
    private static readonly Lock s_gate = new();
    private static readonly HashSet<Child> s_children = [];
    private static readonly ManualResetEventSlim s_requested = new();
    private static PosixSignalRegistration[] s_registrations = [];

    /// <summary>True once it happened; for good.</summary>
    public static bool Requested => s_requested.IsSet;

    /// <summary>From here on the signals interrupt instead of ending the program on the spot.</summary>
    public static void Watch()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        s_registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Interrupt))];
    }

    /// <exception cref="OperationCanceledException">It happened.</exception>
    public static void ThrowIfRequested()
    {
        if (Requested)
            throw new OperationCanceledException("interrupted");
    }

    /// <summary>Waits that long, or until it happens.</summary>
    /// <exception cref="OperationCanceledException"/>
    public static void Pause(TimeSpan time)
    {
        s_requested.Wait(time);
        ThrowIfRequested();
    }

    internal static void Add(Child child)
    {
        lock (s_gate)
            s_children.Add(child);
        if (Requested)
            child.Kill();
    }

    internal static void Remove(Child child)
    {
        lock (s_gate)
            s_children.Remove(child);
    }

    private static void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = true;
        s_requested.Set();
        Child[] children;
        lock (s_gate)
            children = [.. s_children];
        foreach (var child in children)
            child.Kill();
    }
}

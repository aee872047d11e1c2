using System;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using static Relay.Native;

namespace Relay;

/// <summary>One machine of the chain: connects to its parent, waits for its child, relays to the end, reports.</summary>
internal static unsafe class Node
{
    /// <summary>The output of a node without a child.</summary>
    public const int NoChild = -1;

    public static void Run(Technique technique, string parentAddress, bool hasChild)
    {
        using var parent = Link.ConnectToParent(parentAddress);
        using var child = hasChild ? Link.AcceptChild() : null;
        parent.Blocking = technique.Blocking;
        if (child is not null)
            child.Blocking = technique.Blocking;
        using var relay = technique.Prepare((int)parent.Handle, child is null ? NoChild : (int)child.Handle);
        WaitForFirstByte(parent);
        var (watch, processor) = (Stopwatch.StartNew(), ProcessorSeconds());
        var bytes = relay.Run();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes} {watch.Elapsed.TotalSeconds:F3} {ProcessorSeconds() - processor:F3}"
            )
        );
    }

    private static void WaitForFirstByte(Socket parent)
    {
        var waiting = new PollFd { fd = (int)parent.Handle, events = POLLIN };
        while (OrBlocked(poll(&waiting, 1, -1)) < 1)
            ;
    }
}

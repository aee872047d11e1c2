using System;
using System.Collections.Generic;
using Ka.Runtime;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>Sends a keepalive every two seconds on connections whose peer only listens. One thread for all of the
/// process.</summary>
/// <remarks>Any thread. No send blocks, so a peer that reads nothing delays no other.</remarks>
public static class Keepalives
{
    /// <summary>Time between two keepalives.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private static readonly object s_lock = new();
    private static readonly List<Connection> s_connections = [];
    private static Ticker? s_ticker;

    /// <summary>Begins to send on a connection.</summary>
    /// <returns>Ends it.</returns>
    public static IDisposable SendOn(Connection connection)
    {
        lock (s_lock)
        {
            s_connections.Add(connection);
            s_ticker ??= new Ticker("keepalives", Interval, Send, Fail);
        }
        return new Sending(connection);
    }

    private static void Send()
    {
        lock (s_lock)
            foreach (var connection in s_connections)
                // The receiving thread notices a connection that is over.
                _ = connection.TrySend(new Keepalive());
    }

    /// <summary>Ends the connections, whose owners make new ones, and a new thread with them.</summary>
    private static void Fail(Exception failure)
    {
        lock (s_lock)
        {
            s_ticker = null;
            foreach (var connection in s_connections)
                connection.ShutDown();
        }
    }

    private static void End(Connection connection)
    {
        lock (s_lock)
        {
            s_connections.Remove(connection);
            if (s_connections.Count > 0)
                return;
            s_ticker?.Dispose();
            s_ticker = null;
        }
    }

    private sealed class Sending(Connection connection) : IDisposable
    {
        public void Dispose() => End(connection);
    }
}

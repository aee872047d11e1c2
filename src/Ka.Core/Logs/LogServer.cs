using System;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Logs;

/// <summary>A node's log server: holders of the token read the log from its beginning, follow it, and may have commands
/// run.</summary>
/// <remarks>A thread for the port; two for each peer, so that its messages are received while it is served.</remarks>
public sealed class LogServer : IDisposable
{
    /// <summary>The port of the KA method's log server.</summary>
    public const ushort Default = 12345;

    /// <summary>Readers at once.</summary>
    public const int MostReaders = 64;

    /// <summary>Commands at once.</summary>
    public const int MostCommands = 8;

    private static readonly AdmissionOptions s_admission = new(Total: 32, PerAddress: 8);

    // A reader that leaves, or a command that ends, makes room within seconds.
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    // For readers to get the last lines, which often matter most.
    private static readonly TimeSpan s_closingTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_keepalive = TimeSpan.FromSeconds(2);

    // Peers send a keepalive every two seconds.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);

    // A reader with a pager pauses; after a longer pause it can connect again and go on where it was.
    private static readonly TimeSpan s_unread = TimeSpan.FromSeconds(60);

    private readonly LogBuffer _log;
    private readonly string? _noCommands;
    private readonly Action<string> _report;
    private readonly Listener _listener;
    private readonly ConnectionQuota _readers = new(MostReaders, MostReaders);
    private readonly ConnectionQuota _commands = new(MostCommands, MostCommands);
    private readonly object _lock = new();
    private volatile bool _isClosed;
    private int _sending;

    /// <param name="token">null: <c>--open</c>, every peer may read, and no command is run.</param>
    /// <param name="noCommands">Why no command is run, in words; null: holders of the token may have commands run.</param>
    /// <param name="report">Called with every command that is run; from any thread.</param>
    /// <exception cref="LinuxException">The port cannot be had.</exception>
    public LogServer(IPEndPoint at, LogBuffer log, Token? token, string? noCommands, Action<string> report)
    {
        (_log, _report) = (log, report);
        _noCommands = token is null ? "this deployment is --open: no commands are run" : noCommands;
        // Rejected peers are not reported: they could fill the log.
        var options = new ListenerOptions("log", at, s_admission) { Complain = reason => report($"log server: {reason}") };
        _listener = new Listener(options, new ServerHandshake([Session], token, PeerRole.Watcher), Serve);
    }

    /// <summary>The session of log servers: a proof for it is worth nothing at a golden node.</summary>
    public static BytePath Session { get; } = BytePath.FromText("ka log");

    /// <summary>The address and port it listens on.</summary>
    public IPEndPoint At => _listener.At;

    /// <summary>Ends all conversations. Readers get two seconds to read what was logged until now.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _listener.StopAccepting();
        _log.Close();
        var deadline = Deadline.After(s_closingTime);
        lock (_lock)
            while (_sending > 0 && !deadline.HasPassed)
                Monitor.Wait(_lock, deadline.Left);
        _listener.Dispose();
    }

    private void Serve(AuthenticatedPeer peer)
    {
        var quota = peer.Request is Follow ? _readers : _commands;
        var address = peer.Connection.Remote.Address;
        if (!quota.TryTake(address))
        {
            Refuse(
                peer,
                peer.Request is Follow ? $"{MostReaders} readers are here already" : $"{MostCommands} commands run already",
                s_retry
            );
            return;
        }
        try
        {
            if (peer.Request is Follow follow)
                SendLog(peer.Connection, follow);
            else if (_noCommands is { } reason)
                Refuse(peer, reason);
            else
                Execute(peer, (Execute)peer.Request);
        }
        finally
        {
            quota.Release(address);
        }
    }

    private static void Refuse(AuthenticatedPeer peer, string reason, TimeSpan retryAfter = default)
    {
        peer.Connection.TrySend(new Refused(reason, retryAfter));
        peer.Connection.Finish();
    }

    private void SendLog(Connection reader, Follow follow)
    {
        reader.WaitAtMost(s_silence, s_unread);
        var first = _log.First;
        var next = follow.Boot == _log.Boot ? Math.Clamp(follow.Line, first, _log.End) : first;
        reader.TrySend(new FollowAccepted(_log.Boot, next, MachineName.Read()));
        RunWhileConnected(
            $"log for {reader.Remote}",
            reader,
            () => SendLines(reader, next),
            message => message is Keepalive,
            () => { }
        );
    }

    private void SendLines(Connection reader, long next)
    {
        lock (_lock)
            _sending++;
        try
        {
            bool isThere;
            string text;
            do isThere = _log.TryRead(ref next, s_keepalive, out text);
            while (
                reader.TrySend(isThere ? new LogLine(next++, text) : new Keepalive())
                && reader.WaitUntilSent()
                && (isThere || !_isClosed)
            );
            reader.Finish();
        }
        finally
        {
            lock (_lock)
            {
                _sending--;
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void Execute(AuthenticatedPeer peer, Execute order)
    {
        var client = peer.Connection;
        var who = $"{client.Remote.Address} ({peer.Host})";
        client.WaitAtMost(s_silence, order.TimeLimit);
        _report($"{who} runs: {order.Command}");
        var session = new RemoteCommandSession(client, order);
        RunWhileConnected($"command for {client.Remote}", client, Run, OnMessage, session.Abandon);

        void Run()
        {
            try
            {
                var ended = session.Run();
                _report(
                    ended is null
                        ? $"{who} has gone, its command was ended"
                        : $"{who}: its command ended: {ended.End} {ended.Status}"
                );
                if (ended is not null)
                    client.TrySend(ended);
            }
            catch (LinuxException e)
            {
                _report($"{who}: {e.Message}");
                client.TrySend(new Refused(e.Message));
            }
            client.Finish();
        }

        bool OnMessage(ControlMessage message)
        {
            if (message is Interrupt)
                session.Interrupt();
            return message is Interrupt or Keepalive;
        }
    }

    /// <summary>Runs work for a peer on a thread of its own and receives meanwhile, until the peer leaves or sends a wrong
    /// message.</summary>
    /// <param name="onMessage">Returns false for a message that the peer may not send.</param>
    /// <param name="end">Makes the work end.</param>
    private void RunWhileConnected(string name, Connection peer, Action work, Func<ControlMessage, bool> onMessage, Action end)
    {
        var worker = WorkerThread.Start(
            name,
            work,
            e => _report($"log server: {peer.Remote}: {e.Message}"),
            WorkerThread.SmallStack
        );
        try
        {
            while (peer.TryReceive(out var message, out _) && onMessage(message)) { }
        }
        catch (ProtocolException)
        {
            // Treated like a peer that has left.
        }
        peer.ShutDown();
        end();
        worker.Join();
    }
}

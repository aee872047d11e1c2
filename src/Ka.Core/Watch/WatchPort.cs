using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Watch;

/// <summary>A node's log server: who knows the token reads the log from its beginning and follows it, and may have commands run. A thread for the
/// port, two for each guest.</summary>
public sealed class WatchPort : IDisposable
{
    /// <summary>The port of the KA method's log server.</summary>
    public const ushort Default = 12345;

    /// <summary>Readers at once.</summary>
    public const int MostReaders = 64;

    /// <summary>Commands at once.</summary>
    public const int MostCommands = 8;

    /// <summary>Guests at once that have not proven anything yet.</summary>
    public const int MostStrangers = 32;

    /// <summary>How many of them one machine may have.</summary>
    public const int MostStrangersEach = 8;

    // Who was turned away keeps his place so long: a handshake costs milliseconds of processor, and one machine gets eight of them a second.
    private static readonly TimeSpan s_penance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    // The last lines are often the ones that matter.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_keepalive = TimeSpan.FromSeconds(2);

    /// <summary>Guests say something every two seconds.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);

    // Who reads with a pager pauses; it can come back and go on where it was.
    private static readonly TimeSpan s_unread = TimeSpan.FromSeconds(60);

    private readonly NodeLog _log;
    private readonly string? _noCommands;
    private readonly Action<string> _tell;
    private readonly Fd _listener;
    private readonly ServerHandshake _door;
    private readonly Places _strangers = new(MostStrangers, MostStrangersEach);
    private readonly Places _readers = new(MostReaders, MostReaders);
    private readonly Places _commands = new(MostCommands, MostCommands);
    private readonly HashSet<Fd> _sockets = [];
    private readonly object _open = new();
    private readonly ManualResetEventSlim _closed = new();
    private int _telling;

    /// <param name="token">null: <c>--open</c>, whoever comes may read, and nobody has a command run.</param>
    /// <param name="noCommands">Why no command is run, in words; null: they are, for who knows the token.</param>
    /// <param name="tell">Hears of every command that is run; called from any thread.</param>
    /// <exception cref="LinuxException">The port cannot be had.</exception>
    public WatchPort(IPEndPoint at, NodeLog log, Token? token, string? noCommands, Action<string> tell)
    {
        (_log, _tell) = (log, tell);
        _noCommands = token is null ? "this deployment is --open: no commands are run" : noCommands;
        _listener = Sockets.Listen(at);
        _door = new ServerHandshake([Session], token, PeerRole.Watcher);
        new Thread(Listen) { Name = "watch", IsBackground = true }.Start();
    }

    /// <summary>The session that log servers serve: a proof for one is none for a golden node.</summary>
    public static BytePath Session { get; } = BytePath.FromText("ka log");

    /// <summary>Where it listens.</summary>
    public IPEndPoint At => Sockets.LocalEndPoint(_listener);

    /// <summary>Ends all conversations. Readers get two seconds to take what was said until now.</summary>
    public void Dispose()
    {
        _closed.Set();
        // Wakes the thread that waits in accept; the descriptor itself goes with it.
        Sockets.Shutdown(_listener);
        _log.Close();
        var start = TimeProvider.System.GetTimestamp();
        lock (_open)
        {
            while (_telling > 0 && s_lastWords - TimeProvider.System.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
                Monitor.Wait(_open, left);
            foreach (var socket in _sockets)
                Sockets.Shutdown(socket);
        }
    }

    private void Listen()
    {
        using (_listener)
            do
            {
                var accepted = Sockets.TryAccept(_listener, out var socket, out var remote);
                if (!accepted.IsSuccess)
                    // Out of descriptors or memory: somebody must leave before the next can come.
                    _closed.Wait(s_pause);
                else if (!_strangers.TryTake(remote.Address))
                    socket.Dispose();
                else if (Keep(socket, remote))
                    new Thread(() => Serve(socket, remote), maxStackSize: 256 * 1024) { Name = $"watch {remote}", IsBackground = true }.Start();
            }
            while (!_closed.IsSet);
    }

    private bool Keep(Fd socket, IPEndPoint remote)
    {
        lock (_open)
        {
            if (!_closed.IsSet)
                return _sockets.Add(socket);
            _strangers.Leave(remote.Address);
            socket.Dispose();
            return false;
        }
    }

    private void Serve(Fd socket, IPEndPoint remote)
    {
        try
        {
            if (LetIn(socket, remote) is not { } guest)
                return;
            using (guest.Connection)
                Serve(guest);
        }
        catch (Exception e)
        {
            // The thread's boundary: whatever this guest led to, the node and the other guests go on.
            _tell($"log server: {remote}: {e.Message}");
        }
        finally
        {
            Forget(socket);
        }
    }

    private void Forget(Fd socket)
    {
        lock (_open)
            _sockets.Remove(socket);
        socket.Dispose();
    }

    /// <summary>Strangers are turned away without a word in the log: they must not be able to fill it.</summary>
    private AuthenticatedPeer? LetIn(Fd socket, IPEndPoint remote)
    {
        try
        {
            return _door.Admit(socket, remote);
        }
        catch (Exception)
        {
            // Whatever a stranger's bytes led to, the stranger is out.
            Forget(socket);
            _closed.Wait(s_penance);
            return null;
        }
        finally
        {
            _strangers.Leave(remote.Address);
        }
    }

    private void Serve(AuthenticatedPeer guest)
    {
        var places = guest.Request is Follow ? _readers : _commands;
        var address = guest.Connection.Remote.Address;
        if (!places.TryTake(address))
        {
            Refuse(guest, guest.Request is Follow ? $"{MostReaders} readers are here already" : $"{MostCommands} commands run already");
            return;
        }
        try
        {
            if (guest.Request is Follow follow)
                Tell(guest.Connection, follow);
            else if (_noCommands is { } reason)
                Refuse(guest, reason);
            else
                Execute(guest, (Execute)guest.Request);
        }
        finally
        {
            places.Leave(address);
        }
    }

    private static void Refuse(AuthenticatedPeer guest, string reason)
    {
        guest.Connection.TrySend(new Refused(reason));
        guest.Connection.Finish();
    }

    private void Tell(Connection reader, Follow follow)
    {
        reader.WaitAtMost(s_silence, s_unread);
        var first = _log.First;
        var next = follow.Boot == _log.Boot ? Math.Clamp(follow.Line, first, _log.End) : first;
        reader.TrySend(new Following(_log.Boot, next, MachineName.Read()));
        Beside($"log for {reader.Remote}", reader, () => Tell(reader, next), message => message is Keepalive, () => { });
    }

    private void Tell(Connection reader, long next)
    {
        lock (_open)
            _telling++;
        try
        {
            bool isThere;
            string text;
            do
                isThere = _log.TryRead(ref next, s_keepalive, out text);
            while (reader.TrySend(isThere ? new LogLine(next++, text) : new Keepalive()) && (isThere || !_closed.IsSet));
            reader.Finish();
        }
        finally
        {
            lock (_open)
            {
                _telling--;
                Monitor.PulseAll(_open);
            }
        }
    }

    private void Execute(AuthenticatedPeer guest, Execute order)
    {
        var asker = guest.Connection;
        var who = $"{asker.Remote.Address} ({guest.Host})";
        asker.WaitAtMost(s_silence, order.TimeLimit);
        _tell($"{who} runs: {order.Command}");
        var run = new CommandRun(asker, order);
        Beside($"command for {asker.Remote}", asker, Run, Hear, run.Abandon);

        void Run()
        {
            try
            {
                var ended = run.Run();
                _tell(ended is null ? $"{who} has gone, its command was ended" : $"{who}: its command ended: {ended.End} {ended.Status}");
                if (ended is not null)
                    asker.TrySend(ended);
            }
            catch (LinuxException e)
            {
                _tell($"{who}: {e.Message}");
                asker.TrySend(new Refused(e.Message));
            }
            asker.Finish();
        }

        bool Hear(ControlMessage message)
        {
            if (message is Interrupt)
                run.Interrupt();
            return message is Interrupt or Keepalive;
        }
    }

    /// <summary>Works for a guest in a thread of its own and hears it meanwhile, until it has gone or says what it must not.</summary>
    /// <param name="end">Has the work end.</param>
    private void Beside(string name, Connection guest, Action work, Func<ControlMessage, bool> hear, Action end)
    {
        var thread = new Thread(Work, maxStackSize: 256 * 1024) { Name = name, IsBackground = true };
        thread.Start();
        try
        {
            while (guest.TryReceive(out var message, out _) && hear(message))
            {
                // Heard.
            }
        }
        catch (ProtocolException)
        {
            // As one that has gone.
        }
        guest.ShutDown();
        end();
        thread.Join();

        void Work()
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                // The thread's boundary.
                _tell($"log server: {guest.Remote}: {e.Message}");
            }
        }
    }
}

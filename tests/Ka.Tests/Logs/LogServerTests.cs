using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Logs;
using Ka.Operator;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Logs;

/// <summary>The log server on the loopback address, and who watches it.</summary>
public sealed class LogServerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly BytePath s_name = BytePath.FromText("desk");

    private readonly Token _token = Token.Create();
    private readonly LogBuffer _log = new(42);
    private readonly ConcurrentQueue<string> _told = [];
    private readonly LogServer _port;

    public LogServerTests() => _port = Host(_log, _token);

    public void Dispose() => _port.Dispose();

    [Fact]
    public void The_log_comes_from_its_first_line_and_is_followed()
    {
        _log.Append("before\nthe reader came");
        using var reader = new Reader(_port.At, _token);
        reader.Expect("before", "the reader came");
        _log.Append("after");
        reader.Expect("before", "the reader came", "after");
        Assert.Equal(["follows from 0"], reader.Report.Events);
    }

    [Fact]
    public void A_reader_that_comes_back_reads_each_line_once()
    {
        _log.Append("one\ntwo");
        using var reader = new Reader(_port.At, _token);
        reader.Expect("one", "two");
        var at = _port.At;
        // Stage 1 ends, and stage 2 goes on with the same log.
        _port.Dispose();
        var again = new LogBuffer(42);
        again.Append("one\ntwo\nthree");
        Until(() => reader.Report.Events.Any(what => what.StartsWith("lost", StringComparison.Ordinal)), "it is lost");
        using var port = Host(again, _token, at);
        reader.Expect("one", "two", "three");
        Assert.Contains("follows from 2", reader.Report.Events);
    }

    [Fact]
    public void Another_start_of_the_machine_is_read_from_its_first_line()
    {
        _log.Append("one\ntwo");
        using var reader = new Reader(_port.At, _token);
        reader.Expect("one", "two");
        var at = _port.At;
        _port.Dispose();
        var another = new LogBuffer(43);
        another.Append("one again");
        using var port = Host(another, _token, at);
        reader.Expect("one", "two", "one again");
        Assert.DoesNotContain(reader.Report.Events, what => what.StartsWith("missed", StringComparison.Ordinal));
    }

    [Fact]
    public void Readers_are_told_what_is_not_kept_any_more()
    {
        var line = new string('x', 4000);
        for (var i = 0; i < 5_000; i++)
            _log.Append(line);
        using var reader = new Reader(_port.At, _token);
        Until(() => reader.Report.Lines.Count == _log.End - _log.First, "all that is kept");
        Assert.Contains($"missed {_log.First}", reader.Report.Events);
    }

    [Fact]
    public void A_reader_that_takes_nothing_holds_up_nobody_and_sees_what_it_lost()
    {
        using var slow = Enter(new Follow(0, 0));
        var line = new string('x', 4000);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 20_000; i++)
            _log.Append(line);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        using var quick = new Reader(_port.At, _token);
        _log.Append("last");
        Until(() => quick.Report.Lines.LastOrDefault() == "last", "the quick one has it");

        Assert.IsType<FollowAccepted>(Next(slow));
        var (expected, gap) = (0L, 0L);
        while (expected < _log.End)
            if (Next(slow) is LogLine told)
            {
                gap += told.Line - expected;
                expected = told.Line + 1;
            }
        Assert.InRange(gap, 1, 20_000);
    }

    [Fact]
    public void A_commands_output_and_status_come_back()
    {
        Assert.Equal((7, "out\n", "err\n", "Exited 7"), Execute("echo out; echo err >&2; exit 7"));
        Assert.Equal((0, "", "", "Exited 0"), Execute("cat"));
        Assert.Equal((127, "", "Exited 127"), Select(Execute("/no/such/program")));
        Assert.Equal((128 + 9, "", "", "Killed 9"), Execute("kill -9 $$"));
        Assert.Contains(
            _told,
            line =>
                line.EndsWith("(desk) runs: cat", StringComparison.Ordinal)
                || line.Contains("runs: cat", StringComparison.Ordinal)
        );

        static (int, string, string) Select((int Status, string Out, string Errors, string End) result) =>
            (result.Status, result.Out, result.End);
    }

    [Fact]
    public void Output_without_end_and_without_lines_comes_whole()
    {
        var (status, output, _, _) = Execute("head -c 20000000 /dev/zero | tr '\\000' x; printf end");
        Assert.Equal(0, status);
        Assert.Equal(20_000_003, output.Length);
        Assert.EndsWith("xend", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_leaves_something_behind_is_not_waited_for()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal((3, "now\n", "", "Exited 3"), Execute("sleep 20 & echo now; exit 3"));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_command_whose_time_is_over_is_killed_with_all_it_started()
    {
        using var work = new Marker();
        Assert.Equal(
            (RemoteCommand.TimedOut, "", "", "TimedOut 0"),
            Execute($"exec >&- 2>&-; {work.Forever}", TimeSpan.FromSeconds(1))
        );
        work.ExpectEnd();
    }

    [Fact]
    public void Ctrl_C_ends_a_command_there_even_one_that_does_not_listen()
    {
        using var work = new Marker();
        var report = new WatchReport();
        var remote = new RemoteCommand(_port.At, _token, report);
        var status = 0;
        var thread = new Thread(() => status = remote.Run(BytePath.FromText($"trap '' INT; {work.Forever}"), s_patience));
        thread.Start();
        work.ExpectBegin();
        remote.Interrupt();
        Assert.True(thread.Join(s_patience));
        Assert.Equal(128 + 9, status);
        work.ExpectEnd();
    }

    [Fact]
    public void A_command_whose_asker_has_gone_is_killed()
    {
        using var work = new Marker();
        using (Enter(new Execute(BytePath.FromText(work.Forever), s_patience)))
            work.ExpectBegin();
        work.ExpectEnd();
        Until(() => _told.Any(line => line.EndsWith("has gone, its command was ended", StringComparison.Ordinal)), "it is told");
    }

    [Fact]
    public void Only_some_commands_run_at_once_and_there_is_room_again()
    {
        using var work = new Marker();
        var askers = Enumerable
            .Range(0, LogServer.MostCommands)
            .Select(_ => Enter(new Execute(BytePath.FromText(work.Forever), s_patience)))
            .ToList();
        Until(() => _told.Count(line => line.Contains("runs:", StringComparison.Ordinal)) == askers.Count, "all run");
        Assert.Equal((RemoteCommand.NotRun, "", "", $"failed: {LogServer.MostCommands} commands run already"), Execute("true"));
        askers.ForEach(asker => asker.Dispose());
        Until(() => Execute("true").Status == 0, "there is room again");
    }

    [Fact]
    public void Only_some_read_at_once()
    {
        var readers = Enumerable.Range(0, LogServer.MostReaders).Select(_ => Enter(new Follow(0, 0))).ToList();
        readers.ForEach(reader => Assert.IsType<FollowAccepted>(Next(reader)));
        using (var one = Enter(new Follow(0, 0)))
            Assert.Equal(new Refused($"{LogServer.MostReaders} readers are here already", TimeSpan.FromSeconds(5)), Next(one));
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public void Without_the_token_nothing_is_said_and_nothing_is_run()
    {
        using var work = new Marker();
        _log.Append("secret");
        foreach (var token in new[] { null, Token.Create() })
        foreach (
            var request in new ControlMessage[] { new Follow(0, 0), new Execute(BytePath.FromText(work.Forever), s_patience) }
        )
            Assert.Throws<HandshakeException>(() => Enter(request, token));
        Assert.Empty(_told);
        Assert.False(work.HasBegun);
    }

    [Fact]
    public void Who_skips_the_proof_and_asks_for_a_command_is_out()
    {
        using var work = new Marker();
        Sockets.TryConnect(_port.At, s_patience, out var socket).OrThrow("connect", "");
        using var connection = TlsHandshake.AsClient(socket, _port.At, PeerRole.Watched, out _);
        connection.TrySend(new Execute(BytePath.FromText(work.Forever), s_patience));
        connection.TrySend(new Follow(0, 0));
        Assert.False(connection.TryReceive(out var message, out _), message.ToString());
        Assert.False(work.HasBegun);
    }

    [Fact]
    public void Who_follows_and_then_gives_an_order_is_out()
    {
        using var reader = Enter(new Follow(0, 0));
        Assert.IsType<FollowAccepted>(Next(reader));
        reader.TrySend(new Execute(BytePath.FromText("true"), s_patience));
        Assert.False(reader.TryReceive(out _, out _));
    }

    [Fact]
    public void An_open_deployment_shows_its_log_and_runs_nothing()
    {
        _log.Append("for all");
        using var open = Host(_log, null);
        using var reader = new Reader(open.At, null);
        reader.Expect("for all");
        var report = new WatchReport();
        Assert.Equal(RemoteCommand.NotRun, new RemoteCommand(open.At, null, report).Run(BytePath.FromText("true"), s_patience));
        Assert.Equal(["failed: this deployment is --open: no commands are run"], report.Events);
        Assert.Throws<HandshakeException>(() =>
            new ClientHandshake(LogServer.Session, _token, PeerRole.Watched).Enter(open.At, s_name, new Follow(0, 0))
        );
    }

    [Fact]
    public void What_a_golden_node_proves_does_not_open_a_log_server_nor_the_other_way_round()
    {
        Assert.Throws<HandshakeException>(() =>
            new ClientHandshake(BytePath.FromText("room"), _token).Enter(_port.At, s_name, new Join(1, 7, false))
        );
        // A golden node's guest may name no session; what it then asks for is no message of this port.
        using var connection = new ClientHandshake(default, _token).Enter(_port.At, s_name, new Go());
        Assert.False(connection.TryReceive(out _, out _));
    }

    private LogServer Host(LogBuffer log, Token? token, IPEndPoint? at = null) =>
        new(at ?? new IPEndPoint(IPAddress.Loopback, 0), log, token, null, _told.Enqueue);

    private Connection Enter(ControlMessage request) => Enter(request, _token);

    private Connection Enter(ControlMessage request, Token? token) =>
        new ClientHandshake(LogServer.Session, token, PeerRole.Watched).Enter(_port.At, s_name, request);

    private static ControlMessage Next(Connection connection)
    {
        Assert.True(connection.TryReceive(out var message, out var lost), lost);
        return message;
    }

    private (int Status, string Out, string Errors, string End) Execute(string command, TimeSpan? limit = null)
    {
        var report = new WatchReport();
        var status = new RemoteCommand(_port.At, _token, report).Run(BytePath.FromText(command), limit ?? s_patience);
        return (status, report.Said(1), report.Said(2), string.Join(", ", report.Events));
    }

    private static void Until(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, s_patience), what);

    /// <summary>Somebody who follows a node's log.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly LogFollower _watch;
        private readonly Thread _thread;

        public Reader(IPEndPoint node, Token? token)
        {
            _watch = new LogFollower(node, token, Report);
            _thread = new Thread(() => _watch.Run()) { IsBackground = true };
            _thread.Start();
        }

        public WatchReport Report { get; } = new();

        public void Expect(params string[] lines)
        {
            SpinWait.SpinUntil(() => Report.Lines.Count >= lines.Length, s_patience);
            Assert.Equal(lines, Report.Lines);
        }

        public void Dispose()
        {
            _watch.Stop();
            Assert.True(_thread.Join(s_patience));
        }
    }

    /// <summary>A file that a command makes when it begins and holds open while anything of it runs.</summary>
    private sealed class Marker : IDisposable
    {
        private readonly string _file = Path.Combine(Path.GetTempPath(), $"ka-marker-{Guid.NewGuid():n}");

        public string Forever => $"exec 9>>{_file}; sleep 300 | sleep 301";

        public bool HasBegun => File.Exists(_file);

        public void ExpectBegin() => Until(() => HasBegun, "the command begins");

        public void ExpectEnd() => Until(() => !IsHeld(), "nothing of the command runs any more");

        public void Dispose() => File.Delete(_file);

        private bool IsHeld() => Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[6])).Any(Holds);

        private bool Holds(string process)
        {
            try
            {
                return Directory
                    .EnumerateFiles(process + "/fd")
                    .Any(link => File.ResolveLinkTarget(link, false)?.FullName == _file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}

using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Threading;
using Ka.Coordination;
using Ka.Linux;
using Ka.NodeBoot;
using Ka.Receiver;
using Ka.Tests.Transport;
using Ka.Transport;
using Xunit;

namespace Ka.Tests.Receiver;

/// <summary>How a node joins when discovery finds hosts that pass on the offer of the golden node.</summary>
public sealed class JoinerTests : IDisposable
{
    private static readonly BytePath s_session = BytePath.FromText("room");
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Token _token = Token.Create();
    private readonly ConcurrentQueue<NodeRunEvent> _reported = [];
    private readonly LoopbackServers _servers = new();

    public void Dispose() => _servers.Dispose();

    [Fact]
    public void A_host_that_passes_on_the_offer_and_fails_the_proof_does_not_end_the_search()
    {
        // Its answer always arrives first.
        IPEndPoint[] found = [Serve(Token.Create()), Serve(_token, IPAddress.Parse("127.0.0.2"))];
        var joiner = NewJoiner((_, isIgnored) => Array.Find(found, server => !isIgnored(server.Address)));
        var (connection, failure) = Outcome(joiner);
        using (connection)
            Assert.Equal((found[1], null), (connection?.Remote, failure));
        Assert.Contains(_reported, what => what.ToString()!.Contains("does not know our token", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_another_golden_node_the_refusal_is_final_after_some_seconds()
    {
        var impostor = Serve(Token.Create());
        var joiner = NewJoiner((patience, isIgnored) => isIgnored(impostor.Address) ? Wait(patience) : impostor);
        var clock = Stopwatch.StartNew();
        Assert.Contains("does not know our token", Outcome(joiner).Failure, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, RefusedServers.GiveUpTime, 3 * RefusedServers.GiveUpTime);
    }

    [Fact]
    public void A_given_golden_node_that_fails_the_proof_ends_the_search()
    {
        var options = Options() with { Server = Serve(Token.Create()) };
        Assert.Contains(
            "does not know our token",
            Outcome(new Joiner(options, 1, _reported.Enqueue)).Failure,
            StringComparison.Ordinal
        );
        Assert.Empty(_reported);
    }

    [Fact]
    public void A_server_that_failed_is_tried_again_after_a_while()
    {
        var servers = new RefusedServers();
        servers.Add(IPAddress.Loopback, "no", TimeSpan.Zero);
        Assert.True(servers.IsIgnored(IPAddress.Loopback, RefusedServers.IgnoreTime - TimeSpan.FromTicks(1)));
        Assert.False(servers.IsIgnored(IPAddress.Loopback, RefusedServers.IgnoreTime));
        Assert.False(servers.IsIgnored(IPAddress.Any, TimeSpan.Zero));
    }

    [Fact]
    public void A_node_that_is_told_to_come_later_stays_away_for_that_time()
    {
        var golden = Serve(_token);
        var joiner = NewJoiner((_, _) => golden);
        var pause = TimeSpan.FromSeconds(1);
        var clock = Stopwatch.StartNew();
        var (connection, _) = Outcome(
            (joined, failed) => joiner.StartLater(new NodeAction.JoinLater(pause, "refused"), joined, failed)
        );
        using (connection)
            Assert.NotNull(connection);
        Assert.True(clock.Elapsed >= pause, $"it was there after {clock.Elapsed}");
        Assert.Contains(new NodeRunEvent.NotYet("refused, asking again in 1 s"), _reported);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 30)]
    public void A_node_in_the_rescue_asks_a_run_that_never_lets_it_in_less_often(bool isRefused, int seconds)
    {
        var ended = new NodeRunEvent.Ended(false, "no", 0, TimeSpan.Zero) { IsRefused = isRefused };
        Assert.Equal(TimeSpan.FromSeconds(seconds), InstallLoop.PauseAfter(ended));
    }

    private ReceiverOptions Options() =>
        new()
        {
            Session = s_session,
            Token = _token,
            Window = 1 << 20,
        };

    private static (Connection? Connection, string? Failure) Outcome(Joiner joiner) => Outcome(joiner.Start);

    private static (Connection? Connection, string? Failure) Outcome(Action<Action<Connection>, Action<string>> start)
    {
        using var ended = new ManualResetEventSlim();
        (Connection? Connection, string? Failure) outcome = default;
        start(connection => End((connection, null)), failure => End((null, failure)));
        Assert.True(ended.Wait(s_patience));
        return outcome;

        void End((Connection?, string?) found)
        {
            outcome = found;
            ended.Set();
        }
    }

    private static IPEndPoint? Wait(TimeSpan patience)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(patience);
        return null;
    }

    private Joiner NewJoiner(Func<TimeSpan, Func<IPAddress, bool>, IPEndPoint?> discovery) =>
        new(Options(), 1, _reported.Enqueue) { Discovery = discovery };

    private IPEndPoint Serve(Token token, IPAddress? address = null) => _servers.Serve(s_session, token, address);
}

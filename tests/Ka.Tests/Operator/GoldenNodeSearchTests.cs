using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;
using Ka.Operator;
using Ka.Tests.Transport;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Operator;

/// <summary>The way of <c>ka go</c> and <c>ka status</c> to a golden node, among hosts that answer and are none.</summary>
public sealed class GoldenNodeSearchTests : IDisposable
{
    private static readonly BytePath s_session = BytePath.FromText("room");

    private readonly Token _token = Token.Create();
    private readonly LoopbackServers _servers = new();

    public void Dispose() => _servers.Dispose();

    [Fact]
    public void The_next_answer_counts_when_the_first_host_fails_the_proof_or_is_not_there()
    {
        // Their answers always arrive first, in this order.
        IPEndPoint[] found =
        [
            Serve(Token.Create(), "127.0.0.2"),
            LoopbackServers.FreePort(IPAddress.Parse("127.0.0.3")),
            Serve(_token, "127.0.0.4"),
        ];
        using var connection = Search(ignored => Array.Find(found, server => !ignored(server.Address))).Enter(new Go());
        Assert.Equal(found[2], connection.Remote);
    }

    [Fact]
    public void Without_a_right_answer_the_failure_of_the_last_one_is_the_reason()
    {
        var asked = 0;
        var impostor = Serve(Token.Create(), "127.0.0.2");
        var search = Search(ignored =>
        {
            asked++;
            return ignored(impostor.Address) ? null : impostor;
        });
        var failure = Assert.Throws<HandshakeException>(() => search.Enter(new Go()));
        Assert.Contains("does not know our token", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsFinal);
        Assert.Equal(4, asked);
    }

    [Fact]
    public void A_network_full_of_impostors_is_left_after_some()
    {
        List<IPEndPoint> asked = [];
        var failure = Assert.Throws<HandshakeException>(() =>
            Search(_ =>
                {
                    asked.Add(new IPEndPoint(IPAddress.Parse($"127.0.1.{asked.Count + 1}"), 1));
                    return asked[^1];
                })
                .Enter(new Go())
        );
        Assert.Contains(asked[^1].ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Equal(16, asked.Count);
    }

    private IPEndPoint Serve(Token token, string address) => _servers.Serve(s_session, token, IPAddress.Parse(address));

    private GoldenNodeSearch Search(Func<Func<IPAddress, bool>, IPEndPoint?> answers) =>
        new(s_session, _token, IPAddress.Any) { Discovery = (_, isIgnored) => answers(isIgnored) };
}

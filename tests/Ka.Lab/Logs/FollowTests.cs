using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading;
using Ka.Lab.Clone;
using Ka.Linux;
using Ka.Logs;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Transport;
using Xunit;

namespace Ka.Lab.Logs;

/// <summary><c>ka status</c> follows nodes.</summary>
public sealed class FollowTests
{
    private const int Nodes = 64;

    [Needs(Need.Product)]
    public void Sixty_four_nodes_are_followed_through_a_run_and_no_line_is_lost()
    {
        using var lab = new CloneLab(Nodes);
        var watcher = lab.Start(lab.Golden, "status", "10.77.0.[2-65]", "--token-file", lab.Token, "--json");
        var receivers = Enumerable
            .Range(1, Nodes)
            .Select(node => lab.Receive(node, "--file", "/dev/null", "--log-port", "12345"))
            .ToArray();
        CloneLab.Until(() => JsonEvents.Of(watcher, "follows").Select(Node).Distinct().Count() == Nodes, "all are followed");
        var sender = lab.Send(Nodes, "--file", lab.MakeFile("golden", 20 << 20));

        lab.Expect(0, receivers);
        lab.Expect(0, sender);
        for (var node = 1; node <= Nodes; node++)
        {
            var (address, said) = (lab.Node(node).Address, receivers[node - 1].Errors.Split('\n')[..^1]);
            CloneLab.Until(() => LinesOf(watcher, address).Length >= said.Length, $"the last line of {address}");
            Assert.Equal(said, LinesOf(watcher, address));
            Assert.Contains("done", said);
        }
        Assert.Empty(JsonEvents.Of(watcher, "missed"));
        watcher.Signal(2);
        lab.Expect(130, watcher);
    }

    [Needs(Need.Product)]
    public void Sixty_four_nodes_that_say_very_much_at_once_are_heard_completely()
    {
        const int Lines = 2_000;
        using var lab = new CloneLab(Nodes);
        var token = Token.Load(BytePath.FromText(lab.Token));
        var logs = Enumerable.Range(1, Nodes).Select(node => new LogBuffer((UInt128)node)).ToArray();
        var ports = logs.Select(
                (log, index) =>
                    lab.Node(index + 1)
                        .Run(() => new LogServer(new IPEndPoint(IPAddress.Any, LogServer.Default), log, token, null, _ => { }))
            )
            .ToArray();
        try
        {
            var watcher = lab.Start(lab.Golden, "status", "10.77.0.[2-33]", "10.77.0.[34-65]", "--token-file", lab.Token);
            var talkers = logs.Select(log => new Thread(() => Talk(log, Lines))).ToList();
            talkers.ForEach(talker => talker.Start());
            talkers.ForEach(talker => talker.Join());
            CloneLab.Until(() => watcher.OutputBytes.AsSpan().Count((byte)'\n') >= Nodes * Lines, "all of it");

            var heard = watcher
                .Output.Split('\n')[..^1]
                .ToLookup(
                    line => line[..line.IndexOf("> ", StringComparison.Ordinal)],
                    line => line[(line.IndexOf("> ", StringComparison.Ordinal) + 2)..]
                );
            for (var node = 1; node <= Nodes; node++)
                Assert.Equal(Enumerable.Range(0, Lines).Select(LineOf), heard[lab.Node(node).Address]);
        }
        finally
        {
            foreach (var port in ports)
                port.Dispose();
        }
    }

    [Needs(Need.Product)]
    public void A_time_that_is_over_ends_it_well_and_a_wrong_token_at_once()
    {
        using var lab = new CloneLab(1);
        using var port = HostOn(lab, 1, new LogBuffer(1));
        lab.Expect(0, lab.Start(lab.Golden, "status", lab.Node(1).Address, "--token-file", lab.Token, "--timeout", "1"));
        var stranger = lab.Start(lab.Golden, "status", lab.Node(1).Address, "--token-file", lab.MakeToken("another"));
        lab.Expect(1, stranger);
        Assert.Contains("does not know our token", stranger.Errors, StringComparison.Ordinal);
        Assert.Empty(stranger.Output);
    }

    [Needs(Need.Product)]
    [InlineData("status --control-port 0")]
    [InlineData("status --host nobody")]
    [InlineData("status exec true")]
    [InlineData("status golden")]
    [InlineData("status 10.77.0.[1-")]
    [InlineData("status 10.77.0.1 exec")]
    [InlineData("status 10.77.0.1 --timeout 0")]
    [InlineData("status 10.77.0.1 --port 70000")]
    [InlineData("recv -s a --file x --log-port 0")]
    public void A_wrong_command_line_exits_2(string words)
    {
        using var lab = new CloneLab(1);
        var parts = words.Split(' ');
        lab.Expect(2, lab.Start(lab.Golden, [parts[0], "--token-file", lab.Token, .. parts[1..]]));
    }

    internal static LogServer HostOn(CloneLab lab, int node, LogBuffer log, Action<string>? tell = null) =>
        lab.Node(node)
            .Run(() =>
                new LogServer(
                    new IPEndPoint(IPAddress.Any, LogServer.Default),
                    log,
                    Token.Load(BytePath.FromText(lab.Token)),
                    null,
                    tell ?? (_ => { })
                )
            );

    private static string[] LinesOf(Child watcher, string address) =>
        [.. JsonEvents.Of(watcher, "line").Where(line => Node(line) == address).Select(line => line.Text("text"))];

    private static string Node(JsonElement line) => line.Text("node");

    private static void Talk(LogBuffer log, int lines)
    {
        for (var i = 0; i < lines; i++)
            log.Append(LineOf(i));
    }

    private static string LineOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} of many lines, none of which may be lost");
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A golden node whose file descriptors are limited (RLIMIT_NOFILE).</summary>
public sealed class OpenFilesTests
{
    private static readonly TimeSpan s_keepalive = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Needs(Need.Product)]
    public void A_thousand_nodes_join_although_the_soft_limit_is_256()
    {
        const int Nodes = 1_000;
        using var lab = new CloneLab(1);
        Gather(lab, Nodes + 1, "ulimit -Sn 256");
        var token = Token.Load(BytePath.FromText(lab.Token));
        AddAddresses(lab, Nodes);
        var joined = lab.Golden.Run(() => Join(token, Nodes));
        Assert.Equal(Nodes, joined.Count);
        Assert.Equal(Nodes, PresentAsSentTo(joined[^1]));
        joined.ForEach(node => node.Dispose());
    }

    [Needs(Need.Product)]
    public void A_golden_node_out_of_descriptors_says_so_and_lets_nodes_in_when_there_are_some_again()
    {
        using var lab = new CloneLab(1);
        var golden = Gather(lab, 200, "ulimit -n 64");
        var token = Token.Load(BytePath.FromText(lab.Token));
        AddAddresses(lab, 101);
        var joined = lab.Golden.Run(() =>
            Join(token, 100, () => golden.Output.Contains("out of file descriptors", StringComparison.Ordinal))
        );
        Assert.InRange(joined.Count, 10, 64);
        CloneLab.Until(
            () => golden.Output.Contains("out of file descriptors (the limit is 64)", StringComparison.Ordinal),
            "it is said"
        );
        joined.ForEach(node => node.Dispose());
        Assert.Single(lab.Golden.Run(() => Join(token, 1)));
    }

    private static Child Gather(CloneLab lab, int nodes, string limit)
    {
        var golden = lab.Start(
            lab.Golden,
            new Launch(
                "sh",
                "-c",
                limit + "; exec \"$0\" \"$@\"",
                Programs.Ka,
                "send",
                "--json",
                "-s",
                "limited",
                "-n",
                nodes.ToString(CultureInfo.InvariantCulture),
                "--token-file",
                lab.Token,
                "--file",
                lab.MakeFile("small", 1000)
            )
        );
        CloneLab.Until(() => golden.Output.Contains("\"event\":\"listening\"", StringComparison.Ordinal), "it listens");
        return golden;
    }

    /// <summary>Joins again and again, as nodes do, and keeps those that are in alive.</summary>
    private static List<Connection> Join(Token token, int count, Func<bool>? isEnough = null)
    {
        List<Connection> joined = [];
        var handshake = new ClientHandshake(BytePath.FromText("limited"), token);
        var (clock, keepalive) = (Stopwatch.StartNew(), TimeSpan.Zero);
        while (joined.Count < count && clock.Elapsed < s_patience && isEnough?.Invoke() != true)
        {
            try
            {
                joined.Add(
                    handshake.Enter(
                        new IPEndPoint(AddressOf(joined.Count), 30765),
                        BytePath.FromText($"node-{joined.Count}"),
                        new Join(1, (UInt128)joined.Count + 1, false)
                    )
                );
            }
            catch (HandshakeException e) when (!e.IsFinal)
            {
                // Tried again.
            }
            if (clock.Elapsed - keepalive < s_keepalive)
                continue;
            keepalive = clock.Elapsed;
            joined.ForEach(node => node.TrySend(new Keepalive()));
        }
        return joined;
    }

    /// <summary>A connection to an address of this host comes from that address: each stands for a machine.</summary>
    private static IPAddress AddressOf(int node) => new([10, 99, (byte)(node / 250), (byte)(1 + node % 250)]);

    private static void AddAddresses(CloneLab lab, int count)
    {
        var batch = lab.PathOf("addresses");
        File.WriteAllLines(batch, Enumerable.Range(0, count).Select(node => $"addr add {AddressOf(node)}/32 dev lo"));
        lab.Expect(0, lab.Start(lab.Golden, new Launch("ip", "-batch", batch)));
    }

    private static int PresentAsSentTo(Connection node)
    {
        while (node.TryReceive(out var message, out _))
            if (message is Waiting waiting)
                return (int)waiting.Joined;
        return 0;
    }
}

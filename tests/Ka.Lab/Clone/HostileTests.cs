using System;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Linux;
using Ka.Relay;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Transport;
using Ka.Wire;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Strangers on every port, before a run and during it: it does not care, and they learn nothing.</summary>
[Collection(Lane.Alone)]
public sealed class HostileTests
{
    private const int ControlPort = 30765;
    private const int Bytes = 30_000_000;

    /// <summary>Patience with one who says nothing on the control port (10 s), and some.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Needs(Need.Product)]
    public void Garbage_on_every_port_while_nodes_gather_and_while_they_run_harms_nobody()
    {
        using var lab = new CloneLab(3, rate: 100);
        using var stranger = new Stranger(lab.Node(3));
        var file = lab.MakeFile("golden", Bytes);
        var sender = lab.Send(2, "--file", file, "--compress", "none");
        var first = lab.Receive(1, "--file", lab.PathOf("node-1"));
        CloneLab.Until(() => sender.Output.Contains("joined", StringComparison.Ordinal), "the first node joined");
        MakeTrouble(lab, stranger);
        var second = lab.Receive(2, "--file", lab.PathOf("node-2"));
        CloneLab.UntilReceived(second, 1_000_000);
        MakeTrouble(lab, stranger);

        lab.Expect(0, first, second);
        Assert.All(lab.Report(sender, 0).Nodes, node => Assert.Equal("done", node.State));
        CloneLab.AssertSameFile(file, lab.PathOf("node-1"));
        CloneLab.AssertSameFile(file, lab.PathOf("node-2"));
        Assert.True(stranger.AllShownOut(s_patience), "a stranger's connection outlives the run");
        Assert.All(stranger.Heard(), AssertTellsNothing);
    }

    [Needs(Need.Product)]
    public void An_old_attach_that_is_said_again_is_refused_and_the_right_child_stays()
    {
        using var lab = new CloneLab(3, rate: 100);
        using var stranger = new Stranger(lab.Node(3));
        using var capture = lab.Capture();
        var file = lab.MakeFile("golden", Bytes);
        var sender = lab.Send(2, "--file", file, "--compress", "none");
        var receivers = lab.ReceiveFiles(2);
        CloneLab.UntilReceived(receivers[1], 1_000_000);

        var attach = FirstAttach(File.ReadAllBytes(lab.PathOf("all.pcap")));
        stranger.Knock(lab.Golden.Address, DataPort.Default, 3, attach);
        stranger.Knock(lab.Node(1).Address, DataPort.Default, 3, attach);

        lab.Expect(0, receivers);
        lab.Expect(0, sender);
        CloneLab.AssertSameFile(file, lab.PathOf("node-2"));
        Assert.Empty(JsonEvents.Of(sender, "node"));
        Assert.All(stranger.Heard(), answer => Assert.InRange(answer.Length, 0, AttachReply.Size));
    }

    [Needs(Need.Product)]
    public void Nodes_that_are_let_in_and_leave_at_once_do_not_end_the_golden_node()
    {
        using var lab = new CloneLab(2);
        var file = lab.MakeFile("golden", 1 << 20);
        var waiting = lab.Send(100, "--file", file);
        CloneLab.Until(() => waiting.Output.Contains("listening", StringComparison.Ordinal), "the sender listens");
        var door = new ClientHandshake(BytePath.FromText("lab"), Token.Load(BytePath.FromText(lab.Token)));
        var server = System.Net.IPEndPoint.Parse($"{lab.Golden.Address}:{ControlPort}");
        for (var time = 0; time < 50; time++)
            lab.Node(2).Run(() => door.Enter(server, BytePath.FromText("hasty"), new Join(1, 7, false))).Dispose();

        CloneLab.Until(
            () => waiting.Output.Split('\n').Count(line => line.Contains("\"gone\"", StringComparison.Ordinal)) == 50,
            "the sender has lost each of them"
        );
        Assert.True(waiting.Exit == null, waiting.Account());
        waiting.Signal(2);
        lab.Expect(130, waiting);
    }

    private static void MakeTrouble(CloneLab lab, Stranger stranger)
    {
        var noise = new byte[3000];
        new Random(4711).NextBytes(noise);
        byte[] hello = [.. Banner.Control, 0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3];
        stranger.Knock(lab.Golden.Address, ControlPort, 25, noise);
        stranger.Knock(lab.Golden.Address, ControlPort, 15, [.. Banner.Control, .. noise]);
        stranger.Knock(lab.Golden.Address, ControlPort, 15, hello);
        stranger.Knock(lab.Golden.Address, ControlPort, 5, Banner.Control[..7]);
        foreach (var target in new[] { lab.Golden.Address, lab.Node(1).Address })
        {
            stranger.Knock(target, DataPort.Default, 10, noise);
            stranger.Knock(target, DataPort.Default, 10, ForgedAttach());
            stranger.Knock(target, DataPort.Default, 10, Banner.Attach);
        }
        foreach (var target in new[] { lab.Golden.Address, "10.77.255.255" })
        {
            for (var length = 0; length < 600; length += 37)
                stranger.Throw(target, DiscoveryResponder.Port, noise.AsSpan(0, length));
            stranger.Throw(target, DiscoveryResponder.Port, noise.AsSpan(0, 1400));
            stranger.Throw(target, DiscoveryResponder.Port, [.. Banner.Discover, .. noise.AsSpan(0, 100)]);
            stranger.Throw(target, DiscoveryResponder.Port, new Discover(1, BytePath.FromText("another")).Encode());
        }
    }

    private static byte[] ForgedAttach()
    {
        var attach = new byte[Attach.Size];
        new Attach
        {
            Run = 1,
            Child = 1,
            Parent = 0,
            Epoch = uint.MaxValue,
            Position = 0,
        }
            .WithMac(Bytes32.Random())
            .Write(attach);
        return attach;
    }

    // Who proved nothing hears who is there (a banner), and what TLS says before it knows anybody.
    private static void AssertTellsNothing(byte[] heard)
    {
        const byte Alert = 0x15;
        var rest = heard.AsSpan();
        if (rest.StartsWith(Banner.Control))
            rest = rest[Banner.Control.Length..];
        Assert.True(
            rest.IsEmpty || (rest[0] == Alert && rest.Length < 16),
            $"a stranger was told {Encoding.Latin1.GetString(heard)}"
        );
    }

    private static byte[] FirstAttach(byte[] traffic)
    {
        var start = traffic.AsSpan().IndexOf(Banner.Attach);
        Assert.True(start >= 0, "no attach in the capture");
        return traffic.AsSpan(start, Attach.Size).ToArray();
    }
}

using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ka.Lab.Clone;
using Ka.Logs;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Wire;
using Xunit;

namespace Ka.Lab.Logs;

/// <summary>Who does not know the token, at the log server of a node that is in a run: hears nothing, has nothing run, and harms
/// nobody.</summary>
public sealed class StrangerTests
{
    private const int Bytes = 20_000_000;

    [Needs(Need.Product)]
    public void Ten_thousand_connections_harm_neither_the_run_nor_who_watches_and_take_no_memory()
    {
        using var lab = new CloneLab(3);
        using var stranger = new Stranger(lab.Node(3));
        var (receiver, watcher) = Begin(lab);
        var before = MemoryOf(receiver);
        byte[] noise = [.. Banner.Control, 0x16, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xfc, 3, 3];
        for (var round = 0; round < 5; round++)
        {
            stranger.Knock(lab.Node(1).Address, LogServer.Default, 1000, noise);
            stranger.Knock(lab.Node(1).Address, LogServer.Default, 1000, Banner.Control);
        }
        Assert.InRange(MemoryOf(receiver) - before, long.MinValue, 24 << 20);

        // Another one, from another machine, is let in while all that waits.
        var another = lab.Start(lab.Node(2), "status", lab.Node(1).Address, "--token-file", lab.Token, "--timeout", "3");
        lab.Expect(0, another);
        Assert.Contains("looking for", another.Output, StringComparison.Ordinal);
        Finish(lab, receiver, watcher);
        Assert.True(stranger.AllShownOut(TimeSpan.FromSeconds(40)), "a stranger's connection lasts");
        Assert.All(stranger.Heard(), AssertTellsNothing);
    }

    [Needs(Need.Product)]
    public void Who_trickles_bytes_is_out_after_half_a_minute()
    {
        using var lab = new CloneLab(2);
        using var port = FollowTests.HostOn(lab, 1, new LogBuffer(1));
        using var socket = lab.Node(2).Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        socket.Connect(IPAddress.Parse(lab.Node(1).Address), LogServer.Default);
        var clock = Stopwatch.StartNew();
        byte[] words = [.. Banner.Control, 0x16, 3, 1, 0x40, 0, .. new byte[1000]];
        var sent = 0;
        while (clock.Elapsed < TimeSpan.FromSeconds(60) && TrySay(socket, words.AsSpan(sent++, 1)))
            Interruption.Pause(TimeSpan.FromMilliseconds(500));
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(45));
    }

    [Needs(Need.Product)]
    public void A_conversation_that_is_said_again_is_none()
    {
        using var lab = new CloneLab(2);
        using var capture = lab.Capture();
        var told = 0;
        using var port = FollowTests.HostOn(lab, 1, new LogBuffer(1), _ => told++);
        lab.Expect(0, lab.Start(lab.Golden, "status", lab.Node(1).Address, "--token-file", lab.Token, "exec", "true"));
        Assert.Equal(2, told);

        var said = SaidTo(capture.Stop(), lab.Node(1).Address);
        Assert.InRange(said.Length, 500, 100_000);
        using var stranger = new Stranger(lab.Node(2));
        stranger.Knock(lab.Node(1).Address, LogServer.Default, 3, said);
        Assert.True(stranger.AllShownOut(TimeSpan.FromSeconds(40)), "it lasts");
        Assert.Equal(2, told);
    }

    [Needs(Need.Product)]
    public void Giant_lines_of_a_command_come_in_pieces_and_take_no_memory()
    {
        using var lab = new CloneLab(2);
        using var first = FollowTests.HostOn(lab, 1, new LogBuffer(1));
        using var second = FollowTests.HostOn(lab, 2, new LogBuffer(2));
        var command = lab.Start(
            lab.Golden,
            new Launch(
                Programs.Ka,
                "status",
                "10.77.0.[2-3]",
                "--token-file",
                lab.Token,
                "exec",
                "head -c 300000000 /dev/zero | tr '\\000' x"
            )
            {
                OutputFile = "/dev/null",
                WatchMemory = true,
            }
        );
        lab.Expect(0, command);
        Assert.InRange(command.Exit!.PeakBytes, 1, 100 << 20);
    }

    private static (Child Receiver, Child Watcher) Begin(CloneLab lab)
    {
        var receiver = lab.Receive(
            1,
            "--file",
            lab.PathOf("node-1"),
            "--log-port",
            LogServer.Default.ToString(CultureInfo.InvariantCulture)
        );
        var watcher = lab.Start(lab.Golden, "status", lab.Node(1).Address, "--token-file", lab.Token);
        CloneLab.Until(() => watcher.Output.Contains("looking for", StringComparison.Ordinal), "it is followed");
        return (receiver, watcher);
    }

    private static void Finish(CloneLab lab, Child receiver, Child watcher)
    {
        var file = lab.MakeFile("golden", Bytes);
        var sender = lab.Send(1, "--file", file);
        lab.Expect(0, receiver, sender);
        CloneLab.AssertSameFile(file, lab.PathOf("node-1"));
        CloneLab.Until(() => watcher.Output.Contains("> done\n", StringComparison.Ordinal), "the last line is heard");
        var said = receiver.Errors.Split('\n')[..^1].Select(line => $"{lab.Node(1).Address}> {line}");
        Assert.Equal(said, watcher.Output.Split('\n')[..^1]);
    }

    private static long MemoryOf(Child child) =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{child.Id}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture
        );

    private static bool TrySay(Socket socket, ReadOnlySpan<byte> words)
    {
        try
        {
            return socket.Send(words) > 0 && !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
        }
        catch (SocketException)
        {
            return false;
        }
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

    /// <summary>What TCP carried to an address's log server, out of a capture of all ports (LINKTYPE_LINUX_SLL2): in order, as it
    /// was sent without loss.</summary>
    private static byte[] SaidTo(ReadOnlySpan<byte> pcap, string address)
    {
        const int FileHeader = 24,
            RecordHeader = 16,
            Cooked = 20,
            IPv4 = 0x0800,
            Tcp = 6;
        var said = new MemoryStream();
        var seen = new System.Collections.Generic.HashSet<uint>();
        for (var rest = pcap[FileHeader..]; rest.Length >= RecordHeader; )
        {
            var length = BitConverter.ToInt32(rest[8..]);
            var packet = rest.Slice(RecordHeader, length);
            rest = rest[(RecordHeader + length)..];
            if (packet.Length < Cooked + 40 || (packet[0] << 8 | packet[1]) != IPv4 || packet[Cooked + 9] != Tcp)
                continue;
            var ip = packet[Cooked..];
            var tcp = ip[((ip[0] & 15) * 4)..(ip[2] << 8 | ip[3])];
            if (
                new IPAddress(ip[16..20]).ToString() == address
                && (tcp[2] << 8 | tcp[3]) == LogServer.Default
                && tcp.Length > (tcp[12] >> 4) * 4
                && seen.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]))
            )
                said.Write(tcp[((tcp[12] >> 4) * 4)..]);
        }
        return said.ToArray();
    }
}

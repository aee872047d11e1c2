using System;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A hop that changes what it carries. The node behind it notices, and the hop is repaired.</summary>
[Collection(Lane.Alone)]
public sealed class BadHopTests
{
    /// <summary>In the middle of the transfer.</summary>
    private const long Spot = 5_000_000;

    private const int Bytes = 20_000_000;

    public enum Fault
    {
        FlippedBit,
        LostBytes,
        RepeatedBytes,
    }

    [Needs(Need.Product)]
    [InlineData(Fault.FlippedBit)]
    [InlineData(Fault.LostBytes)]
    [InlineData(Fault.RepeatedBytes)]
    public void Damage_on_a_hop_is_found_behind_it_and_healed(Fault fault)
    {
        using var lab = new CloneLab(4);
        using var hop = new BadHop(lab.Node(2), lab.Node(1), lab.Golden, Damaging(fault));
        var file = lab.MakeFile("golden", Bytes);
        var sender = lab.Send(4, "--file", file, "--compress", "none");

        var receivers = lab.ReceiveFiles(4);
        lab.Expect(0, receivers);
        lab.Expect(0, sender);
        Assert.True(hop.Connections > 1, "the bad hop was not gone over again");
        Assert.Contains(JsonEvents.Of(receivers[1]), one => one.Has("parentLost", "cause", "corrupt"));
        for (var node = 1; node <= 4; node++)
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{node}"));
    }

    [Needs(Need.Product)]
    public void A_hop_that_breaks_off_is_taken_up_where_it_ended()
    {
        using var lab = new CloneLab(2);
        using var hop = new BadHop(lab.Node(2), lab.Node(1), lab.Golden, BreakOff);
        var file = lab.MakeFile("golden", Bytes);
        var sender = lab.Send(2, "--file", file, "--compress", "none");

        lab.Expect(0, lab.ReceiveFiles(2));
        lab.Expect(0, sender);
        Assert.True(hop.Connections > 0, "nothing went through the bad hop");
        CloneLab.AssertSameFile(file, lab.PathOf("node-2"));
    }

    [Needs(Need.Product)]
    public void Bytes_that_are_held_back_for_a_second_change_nothing()
    {
        using var lab = new CloneLab(3);
        using var hop = new BadHop(lab.Node(2), lab.Node(1), lab.Golden, HoldingBack(TimeSpan.FromSeconds(1)));
        var file = lab.MakeFile("golden", Bytes);
        var sender = lab.Send(3, "--file", file, "--compress", "none");

        lab.Expect(0, lab.ReceiveFiles(3));
        lab.Expect(0, sender);
        Assert.Equal(1, hop.Connections);
        CloneLab.AssertSameFile(file, lab.PathOf("node-3"));
    }

    [Needs(Need.Product)]
    public void A_hop_that_holds_bytes_back_for_long_is_opened_anew()
    {
        using var lab = new CloneLab(3);
        using var hop = new BadHop(lab.Node(2), lab.Node(1), lab.Golden, HoldingBack(TimeSpan.FromMinutes(1)));
        var file = lab.MakeFile("golden", Bytes);
        var sender = lab.Send(3, "--file", file, "--compress", "none");

        lab.Expect(0, lab.ReceiveFiles(3));
        var report = lab.Report(sender, 0);
        Assert.True(hop.Connections > 1, "the bad hop was not gone over again");
        Assert.InRange(report.Seconds, 2, 8);
        Assert.Contains(
            JsonEvents.Of(sender, "node"),
            one => one.Text("what").Contains("nothing came for 3 s, although there is more", StringComparison.Ordinal)
        );
        for (var node = 1; node <= 3; node++)
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{node}"));
    }

    private static BadHop.Damage HoldingBack(TimeSpan time)
    {
        return Once;

        byte[] Once(byte[] piece, long position, out bool lives)
        {
            lives = true;
            if (position <= Spot && Spot < position + piece.Length)
                Interruption.Pause(time);
            return piece;
        }
    }

    private static BadHop.Damage Damaging(Fault fault)
    {
        return Once;

        byte[] Once(byte[] piece, long position, out bool lives)
        {
            lives = true;
            return position <= Spot && Spot < position + piece.Length ? Damage(fault, piece, (int)(Spot - position)) : piece;
        }
    }

    private static byte[] Damage(Fault fault, byte[] piece, int at) =>
        fault switch
        {
            Fault.FlippedBit => [.. piece[..at], (byte)(piece[at] ^ 1), .. piece[(at + 1)..]],
            Fault.LostBytes => [.. piece[..at], .. piece.Skip(at + 100)],
            _ => [.. piece[..at], .. piece.Skip(at).Take(100), .. piece[at..]],
        };

    private static byte[] BreakOff(byte[] piece, long position, out bool lives)
    {
        lives = position + piece.Length <= Spot;
        return piece;
    }
}

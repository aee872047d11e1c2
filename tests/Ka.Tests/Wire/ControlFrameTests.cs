using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Wire;

public sealed class ControlFrameTests
{
    public static TheoryData<PeerRole, string> AllMessages()
    {
        var data = new TheoryData<PeerRole, string>();
        foreach (var (sender, message) in Samples())
            data.Add(sender, message.ToString());
        return data;
    }

    [Theory]
    [MemberData(nameof(AllMessages))]
    public void A_message_comes_out_of_its_frame_as_it_went_in(PeerRole sender, string name)
    {
        var message = Samples().Single(sample => sample.Sender == sender && sample.Message.ToString() == name).Message;
        var frame = ControlFrame.Encode(message);
        Assert.Equal(message, ControlFrame.TryTake(frame, sender, out var used));
        Assert.Equal(frame.Length, used);
    }

    [Fact]
    public void Every_message_type_has_a_sample()
    {
        var sampled = Samples().Select(sample => sample.Message.Type).Distinct().Order();
        Assert.Equal(Enum.GetValues<MessageType>().Order(), sampled);
    }

    [Fact]
    public void A_frame_is_its_length_its_type_and_its_body_in_big_endian()
    {
        Assert.Equal("0000000602020000002A", Convert.ToHexString(ControlFrame.Encode(new Welcome(42))));
        Assert.Equal("00000006020900026E6F", Convert.ToHexString(ControlFrame.Encode(new Abort("no"))));
    }

    [Fact]
    public void A_frame_that_has_not_come_whole_is_waited_for()
    {
        var frame = ControlFrame.Encode(new Waiting(3, 60));
        for (var length = 0; length < frame.Length; length++)
        {
            Assert.Null(ControlFrame.TryTake(frame.AsSpan(0, length), PeerRole.Server, out var used));
            Assert.Equal(0, used);
        }
    }

    [Fact]
    public void Two_frames_in_one_buffer_are_taken_one_after_the_other()
    {
        byte[] both = [.. ControlFrame.Encode(new Keepalive()), .. ControlFrame.Encode(new Received(5))];
        Assert.Equal(new Keepalive(), ControlFrame.TryTake(both, PeerRole.Node, out var used));
        Assert.Equal(new Received(5), ControlFrame.TryTake(both.AsSpan(used), PeerRole.Node, out _));
    }

    [Theory]
    [InlineData("00010001", "frame: length: 65537 is not one of 2..65536")]
    [InlineData("00000001", "frame: length: 1 is not one of 2..65536")]
    [InlineData("00000002 0999", "frame: type: 0x0999 is no message of a server")]
    [InlineData("00000002 0101", "frame: type: 0x0101 is no message of a server")]
    [InlineData("00000005 0202 000000", "Welcome: node: needs 4 bytes, 3 left")]
    [InlineData("00000007 0202 00000001 00", "Welcome: 1 bytes after its end")]
    [InlineData("00000004 0203 0401", "Refused: reason: 1025 bytes, limit 1024")]
    [InlineData("00000005 0203 0001 1b", "Refused: reason: not plain text at byte 0")]
    [InlineData("00000006 0203 0002 41ff", "Refused: reason: not plain text at byte 1")]
    [InlineData("0000000f 0206 00000008 00000010 05 00000000", "AttachTo: address: an address of 5 bytes")]
    [InlineData("00000011 0206 00000008 00000010 04 c0a80701 0000", "AttachTo: address: port 0")]
    [InlineData("00000007 0207 00000001 02", "ChildExpected: expected: 2 is not one of 0..1")]
    [InlineData("00000003 0208 00", "Release: verdict: 0 is not one of 1..3")]
    public void What_breaks_a_rule_is_refused_by_the_name_of_its_field(string hex, string message)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var error = Assert.Throws<ProtocolException>(() => ControlFrame.TryTake(bytes, PeerRole.Server, out _));
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData(PeerRole.Watcher, PeerRole.Node)]
    [InlineData(PeerRole.Watcher, PeerRole.Server)]
    [InlineData(PeerRole.Watched, PeerRole.Server)]
    [InlineData(PeerRole.Node, PeerRole.Watcher)]
    [InlineData(PeerRole.Server, PeerRole.Watched)]
    public void What_is_said_on_one_port_is_nothing_on_the_other(PeerRole sender, PeerRole other)
    {
        var shared = new[]
        {
            MessageType.Keepalive,
            MessageType.Hello,
            MessageType.NodeProof,
            MessageType.Challenge,
            MessageType.Refused,
        };
        foreach (var (_, message) in Samples().Where(sample => sample.Sender == sender && !shared.Contains(sample.Message.Type)))
            Assert.Throws<ProtocolException>(() => ControlFrame.TryTake(ControlFrame.Encode(message), other, out _));
    }

    [Theory]
    [InlineData("0000000d 0402 0005 6c736d6f64 00000000", "Execute: time limit: 0")]
    [InlineData("00000004 0402 1001", "Execute: command: 4097 bytes, limit 4096")]
    public void An_order_that_breaks_a_rule_is_refused_by_the_name_of_its_field(string hex, string message)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(
            message,
            Assert.Throws<ProtocolException>(() => ControlFrame.TryTake(bytes, PeerRole.Watcher, out _)).Message
        );
    }

    [Fact]
    public void A_position_above_the_largest_long_is_refused()
    {
        var bytes = Convert.FromHexString("0000000A" + "0105" + "8000000000000000");
        var error = Assert.Throws<ProtocolException>(() => ControlFrame.TryTake(bytes, PeerRole.Node, out _));
        Assert.Equal("Received: position: 9223372036854775808 is above 2^63-1", error.Message);
    }

    [Fact]
    public void A_name_may_hold_any_byte_but_NUL()
    {
        var name = new BytePath([0xff, 0x0a, (byte)'a']);
        var receipt = new Receipt(1, name, 0, 0);
        Assert.Equal(receipt, ControlFrame.TryTake(ControlFrame.Encode(receipt), PeerRole.Node, out _));

        var frame = ControlFrame.Encode(receipt);
        frame[Array.IndexOf(frame, (byte)0xff)] = 0;
        var error = Assert.Throws<ProtocolException>(() => ControlFrame.TryTake(frame, PeerRole.Node, out _));
        Assert.Equal("Receipt: name: holds a NUL", error.Message);
    }

    [Fact]
    public void A_reason_is_made_harmless_and_cut_before_it_is_sent()
    {
        var sent = new Refused("a\x1b[31m\n\u202eb\ud800" + new string('ä', 2000));
        var taken = Assert.IsType<Refused>(ControlFrame.TryTake(ControlFrame.Encode(sent), PeerRole.Server, out _));
        Assert.StartsWith("a?[31m??b", taken.Reason, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(taken.Reason), WireLimits.Reason - 1, WireLimits.Reason);
    }

    [Fact]
    public void The_largest_message_fits_its_buffer()
    {
        var name = new BytePath(Enumerable.Repeat((byte)'n', WireLimits.StreamName).ToArray());
        var receipt = new Receipt(1, name, long.MaxValue, UInt128.MaxValue);
        Assert.Equal(receipt, ControlFrame.TryTake(ControlFrame.Encode(receipt), PeerRole.Node, out _));
    }

    [Fact]
    public void Keys_are_not_printed()
    {
        var text = new Start(1, WireSamples.Fill(0x5a), WireSamples.Fill(0x5b), 1, 2).ToString();
        Assert.DoesNotContain("5a", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("90", text, StringComparison.Ordinal);
        Assert.Contains("(32 bytes)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_stall_is_written_as_the_longest_there_is()
    {
        var status = new Status
        {
            Epoch = 1,
            Oldest = 0,
            ReceivedTo = 0,
            Consumed = 0,
            PlainBytes = 0,
            StalledOnParent = TimeSpan.FromDays(100),
            StalledOnChild = TimeSpan.Zero,
            StalledOnConsumer = TimeSpan.Zero,
            ConsumerWaited = TimeSpan.Zero,
        };
        var taken = Assert.IsType<Status>(ControlFrame.TryTake(ControlFrame.Encode(status), PeerRole.Node, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(uint.MaxValue), taken.StalledOnParent);
    }

    private static IEnumerable<(PeerRole Sender, ControlMessage Message)> Samples() => WireSamples.Messages();
}

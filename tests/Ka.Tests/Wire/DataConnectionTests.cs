using Ka.Wire;
using Xunit;

namespace Ka.Tests.Wire;

public sealed class DataConnectionTests
{
    private static readonly Bytes32 s_key = WireSamples.Fill(0xb4);
    private static readonly Attach s_attach = new Attach
    {
        Run = WireSamples.Nonce,
        Child = 17,
        Parent = 16,
        Epoch = 8,
        Position = 5 << 20,
    }.WithMac(s_key);

    [Fact]
    public void An_attach_keeps_its_fields_and_its_signature()
    {
        var read = Attach.Read(WireSamples.Encode(s_attach));
        Assert.Equal(s_attach, read);
        Assert.True(read.IsSignedWith(s_key));
    }

    [Fact]
    public void An_attach_signed_for_other_fields_or_with_another_key_is_not_believed()
    {
        Assert.False(s_attach.IsSignedWith(WireSamples.Fill(1)));
        Assert.False((s_attach with { Run = 1 }).IsSignedWith(s_key));
        Assert.False((s_attach with { Child = 1 }).IsSignedWith(s_key));
        Assert.False((s_attach with { Parent = 1 }).IsSignedWith(s_key));
        Assert.False((s_attach with { Epoch = 9 }).IsSignedWith(s_key));
        Assert.False((s_attach with { Position = 1 }).IsSignedWith(s_key));
    }

    [Fact]
    public void A_reply_is_believed_only_for_the_question_it_answers()
    {
        var reply = AttachReply.Read(WireSamples.Encode(AttachReply.Sign(s_key, s_attach, AttachStatus.Gone, 6 << 20)));
        Assert.Equal((AttachStatus.Gone, 6L << 20), (reply.Status, reply.Oldest));
        Assert.True(reply.IsSignedWith(s_key, s_attach));
        Assert.False(
            reply.IsSignedWith(
                s_key,
                new Attach
                {
                    Run = WireSamples.Nonce,
                    Child = 17,
                    Parent = 16,
                    Epoch = 9,
                    Position = 5 << 20,
                }.WithMac(s_key)
            )
        );
        Assert.False((reply with { Status = AttachStatus.Accepted }).IsSignedWith(s_key, s_attach));
        Assert.False((reply with { Oldest = 0 }).IsSignedWith(s_key, s_attach));
    }

    [Fact]
    public void Acks_pass_up_the_chain_and_drop_the_fifth_node()
    {
        var tail = Ack.OfTail(10);
        var fourth = tail.Behind(20).Behind(30).Behind(40);
        Assert.Equal(new Ack(40, 30, 20, 10), fourth);
        Assert.Equal(new Ack(50, 40, 30, 20), fourth.Behind(50));
    }

    [Fact]
    public void The_lowest_position_leaves_out_nodes_that_do_not_exist()
    {
        Assert.Equal(10, Ack.OfTail(10).Lowest);
        Assert.Equal(7, new Ack(10, 9, 7, 8).Lowest);
        Assert.Equal(9, new Ack(10, 9, Ack.NoNode, Ack.NoNode).Lowest);
    }

    [Fact]
    public void A_missing_node_is_all_ones_on_the_wire()
    {
        var bytes = WireSamples.Encode(Ack.OfTail(1));
        Assert.Equal("0000000000000001" + new string('F', 48), System.Convert.ToHexString(bytes));
        Assert.Equal(Ack.OfTail(1), Ack.Read(bytes));
    }

    [Fact]
    public void A_node_after_the_end_of_the_chain_is_refused() =>
        Assert.Throws<ProtocolException>(() => Ack.Read(WireSamples.Encode(new Ack(5, Ack.NoNode, 3, Ack.NoNode))));
}

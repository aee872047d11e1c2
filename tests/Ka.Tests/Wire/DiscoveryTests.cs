using System.Linq;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Wire;

public sealed class DiscoveryTests
{
    [Fact]
    public void A_question_and_an_answer_can_be_read_in_a_packet_dump()
    {
        Assert.StartsWith("ka/2 discover\n", System.Text.Encoding.Latin1.GetString(new Discover(0, default).Encode()));
        Assert.StartsWith("ka/2 offer\n", System.Text.Encoding.Latin1.GetString(Offer.Unproven(0, 1, default).Encode()));
    }

    [Fact]
    public void An_offer_is_believed_only_under_the_token_and_for_the_question_asked()
    {
        var offer = Offer.Proven(WireSamples.Token, WireSamples.Nonce, 30765, WireSamples.Session);
        var decoded = Offer.Decode(offer.Encode());
        Assert.Equal(offer, decoded);
        Assert.True(decoded.IsProvenBy(WireSamples.Token));
        Assert.False(decoded.IsProvenBy("another token"u8));
        Assert.False((decoded with { Nonce = 1 }).IsProvenBy(WireSamples.Token));
        Assert.False((decoded with { ControlPort = 22 }).IsProvenBy(WireSamples.Token));
        Assert.False((decoded with { Session = BytePath.FromText("x") }).IsProvenBy(WireSamples.Token));
    }

    [Fact]
    public void An_open_offer_proves_nothing()
    {
        var offer = Offer.Unproven(WireSamples.Nonce, 30765, WireSamples.Session);
        Assert.True(Offer.Decode(offer.Encode()).Open);
        Assert.False(offer.IsProvenBy(WireSamples.Token));
        Assert.Throws<ProtocolException>(() => Offer.Decode((offer with { Mac = WireSamples.Fill(1) }).Encode()));
    }

    [Fact]
    public void The_longest_names_fit_a_datagram()
    {
        var name = new BytePath(Enumerable.Repeat((byte)'s', WireLimits.SessionName).ToArray());
        Assert.InRange(new Discover(0, name).Encode().Length, 1, WireLimits.Datagram);
        Assert.InRange(Offer.Unproven(0, 1, name).Encode().Length, 1, WireLimits.Datagram);
    }
}

using System;
using System.Text;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Wire;

public sealed class BannerTests
{
    [Fact]
    public void The_banner_is_recognised_when_its_last_byte_is_there()
    {
        var banner = Banner.Control.ToArray();
        for (var length = 0; length < banner.Length; length++)
            Assert.Equal(0, Banner.Recognise(banner.AsSpan(0, length), Banner.Control));
        Assert.Equal(banner.Length, Banner.Recognise([.. banner, 0x16, 0x03], Banner.Control));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "banner: 'HTTP/1.1 400 Bad Request\\x0d' instead of 'ka/2 control'")]
    [InlineData("SSH", "banner: 'SSH' instead of 'ka/2 control'")]
    [InlineData("\x16\x03\x01", "banner: '\\x16\\x03\\x01' instead of 'ka/2 control'")]
    [InlineData("ka/2 attach\n", "banner: 'ka/2 attach' instead of 'ka/2 control'")]
    [InlineData("ka/1 control\n", "banner: the peer speaks version 1 of the protocol, this program version 2")]
    [InlineData("ka/77 whatever\n", "banner: the peer speaks version 77 of the protocol, this program version 2")]
    public void Another_program_or_version_is_named(string received, string message)
    {
        var error = Assert.Throws<ProtocolException>(() => Banner.Recognise(Encoding.Latin1.GetBytes(received), Banner.Control));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_line_that_does_not_end_is_refused_at_the_limit()
    {
        var line = Encoding.ASCII.GetBytes("ka/1" + new string('x', 100));
        Assert.Equal(0, Banner.Recognise(line.AsSpan(0, WireLimits.Banner - 1), Banner.Control));
        Assert.Throws<ProtocolException>(() => Banner.Recognise(line.AsSpan(0, WireLimits.Banner), Banner.Control));
    }
}

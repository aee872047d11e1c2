using System;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;
using Xunit;

namespace Ka.Tests.Network.Dhcp;

public sealed class DhcpRequestTests
{
    private static readonly MacAddress s_mac = new([0x52, 0x54, 0, 0x12, 0x34, 0x56]);

    [Fact]
    public void A_question_has_these_bytes()
    {
        var bytes = new DhcpRequest(DhcpMessageType.Discover, 0xcafe1234, s_mac)
        {
            Trying = TimeSpan.FromSeconds(300.9),
        }.Encode();

        Assert.Equal("01010600CAFE1234012C0000", Convert.ToHexString(bytes, 0, 12));
        Assert.Equal("525400123456", Convert.ToHexString(bytes, 28, 6));
        Assert.Equal(
            "63825363" + "350101" + "3D0701525400123456" + "390205C0" + "3C026B61" + "370A0103060C0F333A3B4243" + "FF",
            Convert.ToHexString(bytes, 236, 37)
        );
        Assert.Equal(300, bytes.Length);
        Assert.True(bytes.AsSpan(273).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void A_request_names_the_address_and_the_server()
    {
        var bytes = new DhcpRequest(DhcpMessageType.Request, 1, s_mac)
        {
            ByBroadcast = true,
            Requested = IPAddress.Parse("10.0.0.57"),
            Server = IPAddress.Parse("10.0.0.1"),
        }.Encode();

        Assert.Equal("8000", Convert.ToHexString(bytes, 10, 2));
        Assert.Contains("32040A000039" + "36040A000001" + "FF", Convert.ToHexString(bytes));
    }

    [Fact]
    public void A_renewal_names_its_own_address_in_the_field_for_it()
    {
        var bytes = new DhcpRequest(DhcpMessageType.Request, 1, s_mac)
        {
            Own = IPAddress.Parse("10.0.0.57"),
            Trying = TimeSpan.FromDays(2),
        }.Encode();

        Assert.Equal("FFFF", Convert.ToHexString(bytes, 8, 2));
        Assert.Equal("0A000039", Convert.ToHexString(bytes, 12, 4));
    }
}

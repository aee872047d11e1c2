using Xunit;

namespace Ka.Linux.Tests;

public sealed class MacAddressTests
{
    [Theory]
    [InlineData("52:54:00:12:34:56")]
    [InlineData("52-54-00-12-34-56")]
    [InlineData("52:54:00:12:34:AB")]
    public void A_text_and_its_bytes_are_one(string text)
    {
        Assert.True(MacAddress.TryParse(text, out var address));
        var bytes = new byte[MacAddress.Size];
        address.CopyTo(bytes);

        Assert.Equal(text.Replace('-', ':').ToLowerInvariant(), address.ToString());
        Assert.Equal((byte)0x52, bytes[0]);
        Assert.Equal(address, new MacAddress(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("52:54:00:12:34")]
    [InlineData("52:54:00:12:34:5g")]
    [InlineData("52:54:00:12:34: 6")]
    [InlineData("52:54:00:12:34:+6")]
    [InlineData("525400123456")]
    [InlineData("52:54:00:12:34:567")]
    [InlineData("52.54.00.12.34.56")]
    public void What_is_no_address_is_refused(string text) => Assert.False(MacAddress.TryParse(text, out _));
}

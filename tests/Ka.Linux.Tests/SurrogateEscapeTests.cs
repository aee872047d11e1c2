using System;
using System.Text;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class SurrogateEscapeTests
{
    [Fact]
    public void Every_sequence_of_two_bytes_survives()
    {
        for (var pair = 0; pair < 0x10000; pair++)
            AssertSurvives([(byte)(pair >> 8), (byte)pair]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20020919)]
    public void Bytes_at_random_survive(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            AssertSurvives(bytes);
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gr\u00fc\u00df")]
    [InlineData("\U0001f40c")]
    public void Valid_UTF_8_reads_as_itself(string text) =>
        Assert.Equal(text, SurrogateEscape.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_byte_that_is_not_UTF_8_becomes_the_surrogate_of_PEP_383() =>
        Assert.Equal("a\udcffb\udc80", SurrogateEscape.Decode([(byte)'a', 0xff, (byte)'b', 0x80]));

    [Fact]
    public void A_surrogate_encoded_in_three_bytes_is_kept_as_three_bytes() => AssertSurvives([0xed, 0xb2, 0x80]);

    [Fact]
    public void A_surrogate_that_stands_for_no_byte_becomes_the_replacement_character() =>
        Assert.Equal("\ufffdx"u8.ToArray(), SurrogateEscape.Encode("\ud800x"));

    private static void AssertSurvives(byte[] bytes) =>
        Assert.Equal(bytes, SurrogateEscape.Encode(SurrogateEscape.Decode(bytes)));
}

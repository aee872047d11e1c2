using System;
using System.Text;
using Ka.Tar;
using Xunit;

namespace Ka.Tests.Tar;

public sealed class TarNumberTests
{
    [Theory]
    [InlineData(0, "0000000\0")]
    [InlineData(1000, "0001750\0")]
    [InlineData(2097151, "7777777\0")]
    public void A_number_that_fits_is_octal_and_ends_in_NUL(long value, string field)
    {
        var bytes = new byte[8];
        Assert.True(TarNumber.Write(bytes, value));
        Assert.Equal(field, Encoding.ASCII.GetString(bytes));
    }

    [Theory]
    [InlineData(2097152)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_number_that_does_not_fit_becomes_zero(long value)
    {
        var bytes = new byte[8];
        Assert.False(TarNumber.Write(bytes, value));
        Assert.Equal("0000000\0", Encoding.ASCII.GetString(bytes));
    }

    [Theory]
    [InlineData("303030313735300020202020", 1000)] // digits, NUL, rubbish
    [InlineData("202020203137353020202020", 1000)] // spaces on both sides
    [InlineData("373737373737373737373737", 68719476735)] // no NUL at all
    [InlineData("000000000000000000000000", 0)]
    [InlineData("800000000000000200000000", 8589934592)] // base 256
    [InlineData("ffffffffffffffffffffffff", -1)]
    [InlineData("fffffffffffffffffffffc18", -1000)]
    [InlineData("800000007fffffffffffffff", long.MaxValue)]
    public void What_other_programs_write_is_read(string hex, long value)
    {
        Assert.True(TarNumber.TryRead(Convert.FromHexString(hex), out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("303030313835300020202020")] // the digit 8
    [InlineData("2d3030313735300020202020")] // a sign
    [InlineData("800000008000000000000000")] // 2^63
    [InlineData("bfffffffffffffffffffffff")]
    [InlineData("ff7fffffffffffffffffffff")]
    public void What_is_no_number_of_64_bits_is_refused(string hex) =>
        Assert.False(TarNumber.TryRead(Convert.FromHexString(hex), out _));
}

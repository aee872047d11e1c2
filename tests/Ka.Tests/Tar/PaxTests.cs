using System;
using System.Text;
using Ka.Linux;
using Ka.Tar;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Tar;

public sealed class PaxTests
{
    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(0, 1, "0.000000001")]
    [InlineData(1, 500_000_000, "1.5")]
    [InlineData(-1, 999_999_999, "-0.000000001")]
    [InlineData(-1, 0, "-1")]
    [InlineData(-2, 500_000_000, "-1.5")]
    [InlineData(4_102_444_800, 123_456_789, "4102444800.123456789")]
    [InlineData(-9_223_372_036, 1, "-9223372035.999999999")]
    public void Times_are_decimal_and_come_back(long seconds, int nanoseconds, string text)
    {
        var bytes = new byte[PaxTime.MaxLength];
        Assert.Equal(text, Encoding.ASCII.GetString(bytes, 0, PaxTime.Format(new UnixTime(seconds, nanoseconds), bytes)));
        Assert.True(PaxTime.TryParse(Encoding.ASCII.GetBytes(text), out var time));
        Assert.Equal(new UnixTime(seconds, nanoseconds), time);
    }

    [Theory]
    [InlineData("1.", 1, 0)]
    [InlineData("1.9999999999", 1, 999_999_999)]
    [InlineData("-1.0000000001", -2, 999_999_999)]
    [InlineData("-0", 0, 0)]
    public void Times_of_others_are_rounded_down(string text, long seconds, int nanoseconds)
    {
        Assert.True(PaxTime.TryParse(Encoding.ASCII.GetBytes(text), out var time));
        Assert.Equal(new UnixTime(seconds, nanoseconds), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("--1")]
    [InlineData("1.5.5")]
    [InlineData("1e5")]
    [InlineData("9223372036854775808")]
    public void What_is_no_time_is_refused(string text) => Assert.False(PaxTime.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void A_record_counts_its_own_length()
    {
        var records = new PaxRecords();
        records.Add("uid"u8, 3000000);
        records.Add("k"u8, "1234"u8);
        records.Add("k"u8, "12345"u8); // one byte more, and a second digit in the length
        Assert.Equal("15 uid=3000000\n9 k=1234\n11 k=12345\n", Encoding.ASCII.GetString(records.Bytes));
    }

    [Fact]
    public void Records_stop_growing_before_the_limit_that_a_reader_has()
    {
        var records = new PaxRecords();
        var value = new byte[65536];
        var count = 0;
        while (records.TryAdd("SCHILY.xattr.user.x"u8, value))
            count++;
        Assert.InRange(count, 100, 255);
        records.Add("path"u8, new byte[ArchiveLimits.Path]);
        records.Add("linkpath"u8, new byte[ArchiveLimits.LinkTarget]);
        Assert.True(records.Bytes.Length <= ArchiveLimits.PaxHeader);
    }

    [Theory]
    [InlineData("0 a=b\n")]
    [InlineData("6 a=b")]
    [InlineData("7 a=b\n")]
    [InlineData("5 a=b\n")]
    [InlineData("99999999999 a=b\n")]
    [InlineData("-6 a=b\n")]
    [InlineData("6 abc\n")]
    [InlineData("6 =ab\n")]
    [InlineData("9 uid=x1\n")]
    [InlineData("11 mtime=?\n")]
    [InlineData("14 size=-1000\n")]
    [InlineData("10 path=\0\n")]
    public void A_malformed_record_is_refused_with_its_place(string text)
    {
        var header = new PaxHeader(new PaxAttributes(new Accounts()));
        Assert.Equal(4096, Assert.Throws<ArchiveException>(() => header.Parse(Encoding.Latin1.GetBytes(text), 4096)).Offset);
    }

    [Fact]
    public void Attributes_of_all_programs_are_understood_and_the_last_of_a_name_counts()
    {
        var header = new PaxHeader(new PaxAttributes(new Accounts()));
        header.Parse(
            new RawTar()
                .AddPax(
                    "SCHILY.xattr.user.a=12",
                    "SCHILY.xattr.user.b%3Dc=x",
                    "SCHILY.xattr.user.d%41e=y",
                    "LIBARCHIVE.xattr.user.%66=AQI",
                    "SCHILY.xattr.user.a=34",
                    "RHT.security.selinux=system_u"
                )
                .Bytes.AsSpan(512),
            0
        );
        Assert.Equal(
            ["user.b=c:78", "user.d%41e:79", "user.f:0102", "user.a:3334", "security.selinux:73797374656D5F7500"],
            Array.ConvertAll(header.Attributes!, a => $"{Encoding.ASCII.GetString(a.Name)}:{Convert.ToHexString(a.Value)}")
        );
    }

    [Fact]
    public void A_local_header_overrides_the_global_one_and_holds_for_one_entry()
    {
        var attributes = new PaxAttributes(new Accounts());
        var (global, local) = (new PaxHeader(attributes), new PaxHeader(attributes));
        global.Parse("10 uid=77\n10 gid=88\n"u8, 0);
        local.Reset(global);
        local.Parse("8 uid=5\n7 gid=\n"u8, 0);
        Assert.Equal((5, null), (local.Owner, local.Group));
        local.Reset(global);
        Assert.Equal((77, 88), (local.Owner, local.Group));
    }
}

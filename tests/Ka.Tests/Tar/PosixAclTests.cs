using System;
using System.Text;
using Ka.Tar;
using Xunit;

namespace Ka.Tests.Tar;

public sealed class PosixAclTests
{
    private const string Bytes =
        "02000000"
        + "01000700FFFFFFFF"
        + "0200040007000000"
        + "04000500FFFFFFFF"
        + "08000500FEFFFFFF"
        + "10000500FFFFFFFF"
        + "20000000FFFFFFFF";

    private const string Text = "user::rwx,user:7:r--,group::r-x,group:4294967294:r-x,mask::r-x,other::---";

    [Fact]
    public void An_ACL_is_text_with_numbers_and_comes_back()
    {
        Assert.Equal(Text, Encoding.ASCII.GetString(PosixAcl.ToText(Convert.FromHexString(Bytes))!));
        Assert.Equal(Bytes, Convert.ToHexString(PosixAcl.FromText(Encoding.ASCII.GetBytes(Text), new Accounts())!));
    }

    [Theory]
    [InlineData("user::rwx\nuser:7:r--\t#effective:r--\ngroup::r-x\ngroup:4294967294:r-x\nmask::r-x\nother::---\n")]
    [InlineData("u::rwx,u:nobody-knows:r--:7,g::rx,g:4294967294:rx,m::rx,o::")]
    [InlineData(
        "default:user::rwx,default:user:7:r--,default:group::r-x,"
            + "default:group:4294967294:r-x,default:mask::r-x,default:other::---"
    )]
    [InlineData("user::rwx,user:7:r--,group::r-x,group:4294967294:r-x,mask:r-x,other:---")]
    [InlineData("user::rwx,group::r-x,other::---,mask::r-x,user:7:r--,group:4294967294:r-x")]
    public void The_text_of_other_programs_is_read(string text) =>
        Assert.Equal(Bytes, Convert.ToHexString(PosixAcl.FromText(Encoding.ASCII.GetBytes(text), new Accounts())!));

    [Fact]
    public void Names_are_looked_up() =>
        Assert.Equal("0200000002000700" + "00000000", Convert.ToHexString(PosixAcl.FromText("user:root:rwx"u8, new Accounts())!));

    [Theory]
    [InlineData("user:no-such-account-here:rwx")]
    [InlineData("usr::rwx")]
    [InlineData("user::rwz")]
    [InlineData("user")]
    [InlineData("user::rwx:1:2")]
    [InlineData("user:99999999999:rwx")]
    public void What_is_no_ACL_is_refused(string text) =>
        Assert.Null(PosixAcl.FromText(Encoding.ASCII.GetBytes(text), new Accounts()));

    [Theory]
    [InlineData("")]
    [InlineData("01000000")]
    [InlineData("0200000001000700FFFF")]
    [InlineData("0200000003000700FFFFFFFF")]
    [InlineData("0200000001000800FFFFFFFF")]
    public void Bytes_that_the_text_cannot_express_are_left_alone(string hex) =>
        Assert.Null(PosixAcl.ToText(Convert.FromHexString(hex)));
}

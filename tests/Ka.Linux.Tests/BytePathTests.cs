using System;
using System.Text;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class BytePathTests
{
    [Theory]
    [InlineData("etc/fstab", "etc/fstab")]
    [InlineData("a\nb", @"a\x0ab")]
    [InlineData("\u001b[2J", @"\x1b[2J")]
    [InlineData(@"back\slash", @"back\x5cslash")]
    [InlineData("M\u00fcller", "M\u00fcller")]
    [InlineData("right\u202eleft", @"right\xe2\x80\xaeleft")]
    [InlineData("line\u2028line", @"line\xe2\x80\xa8line")]
    [InlineData("\u007f\u0085", @"\x7f\xc2\x85")]
    public void A_name_is_shown_so_that_it_cannot_forge_or_hide(string name, string shown) =>
        Assert.Equal(shown, new BytePath(Encoding.UTF8.GetBytes(name)).ToString());

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_shown_as_numbers() =>
        Assert.Equal(@"such-\xff\xc3(", new BytePath([.. "such-"u8, 0xff, 0xc3, (byte)'(']).ToString());

    [Fact]
    public void No_byte_is_shown_as_a_control_character()
    {
        for (var b = 0; b < 256; b++)
            Assert.DoesNotContain(BytePath.Escape([(byte)b]), char.IsControl);
    }

    [Theory]
    [InlineData("", "b", "b")]
    [InlineData("a", "", "a")]
    [InlineData("a", "b", "a/b")]
    [InlineData("a/", "b", "a/b")]
    [InlineData("/", "b", "/b")]
    [InlineData("a/b", "c/d", "a/b/c/d")]
    public void Joining_puts_one_slash_between(string directory, string name, string joined) =>
        Assert.Equal(BytePath.FromText(joined), BytePath.FromText(directory).Join(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("a/b/c", "c")]
    [InlineData("c", "c")]
    [InlineData("a/", "")]
    [InlineData("", "")]
    public void The_name_is_what_follows_the_last_slash(string path, string name) =>
        Assert.Equal(name, Encoding.UTF8.GetString(BytePath.FromText(path).Name));

    [Fact]
    public void Paths_of_the_same_bytes_are_equal()
    {
        byte[] bytes = [0xff, (byte)'/', 0x80];
        var (left, right) = (new BytePath(bytes), new BytePath(bytes));

        Assert.True(left == right && left.Equals((object)right) && left.GetHashCode() == right.GetHashCode());
        Assert.True(left != new BytePath(bytes.AsSpan(1)));
        Assert.True(default(BytePath) == new BytePath([]) && default(BytePath).IsEmpty);
    }

    [Fact]
    public void A_path_keeps_its_bytes_when_the_buffer_it_came_from_changes()
    {
        byte[] buffer = [(byte)'a'];
        var path = new BytePath(buffer);
        buffer[0] = (byte)'b';

        Assert.Equal("a", path.ToString());
    }
}

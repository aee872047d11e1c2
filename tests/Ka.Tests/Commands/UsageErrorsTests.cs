using System;
using System.Linq;
using Ka.CommandLine;
using Ka.Commands;
using Xunit;

namespace Ka.Tests.Commands;

/// <summary>What a wrong command line is answered with.</summary>
public sealed class UsageErrorsTests
{
    [Theory]
    [InlineData("serv", "'serv' is not a command of 'ka'; did you mean 'serve'?")]
    [InlineData("lauout plan", "'lauout' is not a command of 'ka'; did you mean 'layout'?")]
    [InlineData("layout aply x", "'aply' is not a command of 'ka layout'; did you mean 'apply'?")]
    [InlineData("frobnicate", "'frobnicate' is not a command of 'ka'")]
    [InlineData("--vresion", "'--vresion' is not an option of 'ka'; did you mean '--version'?")]
    [InlineData("serve --nodse 3", "'--nodse' is not an option of 'ka serve'; did you mean '--nodes'?")]
    [InlineData("send -s a -n 1 --tre /srv", "'--tre' is not an option of 'ka send'; did you mean '--tree'?")]
    [InlineData("send -s a -n x --tree /srv", "--nodes: 'x' is not a number")]
    [InlineData("send -s a -n 99999999999 --tree /srv", "--nodes: '99999999999' is not a number")]
    [InlineData("send -s a -n 1 --tree", "--tree needs a value: --tree DIR")]
    [InlineData("send -n 1 --tree /srv", "--session SESSION is missing")]
    [InlineData("send --tree /srv", "--session SESSION is missing", "--nodes N is missing")]
    [InlineData("serve -n 1 -n 2", "--nodes is given 2 times; it takes one value")]
    [InlineData("runs show", "ID is missing")]
    [InlineData("token a b", "'b' is one word too many for 'ka token'")]
    [InlineData("recv a b", "'a' is one word too many for 'ka recv'")]
    [InlineData("pxe arm --root /srv", "NODE is missing")]
    [InlineData("serve \u001b[31m", "'\\x1b[31m' is one word too many for 'ka serve'")]
    public void A_message_names_the_word_and_what_was_meant(string words, params string[] messages)
    {
        var parsed = CommandTable.Create().Parse(words.Split(' '), CommandTable.Configuration);

        Assert.Equal(messages, UsageErrors.Describe(parsed));
    }

    [Fact]
    public void No_message_has_the_name_of_a_type()
    {
        foreach (var node in CommandNode.Walk(CommandTable.Create(), [CommandNode.Program]))
        foreach (var option in node.Options.Where(option => CommandNode.ValueOf(option).Length > 0))
        {
            string[] words = [.. node.Words.Skip(1), option.Name, "no-number", option.Name, "no-number"];
            var parsed = CommandTable.Create().Parse(words, CommandTable.Configuration);
            if (parsed.Errors.Count > 0)
                Assert.All(
                    UsageErrors.Describe(parsed),
                    message => Assert.DoesNotContain("System.", message, StringComparison.Ordinal)
                );
        }
    }

    [Theory]
    [InlineData("serve", "serve", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("sevre", "serve", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Letters_are_counted(string one, string other, int distance)
    {
        Assert.Equal(distance, EditDistance.Between(one, other));
        Assert.Equal(distance, EditDistance.Between(other, one));
    }
}

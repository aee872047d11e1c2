using System;
using Ka.Commands;
using Xunit;

namespace Ka.Tests.Commands;

public sealed class EraseAnswerTests
{
    [Theory]
    [InlineData("59\n", true)]
    [InlineData(" 59 \r\n", true)]
    [InlineData("no\n", false)]
    [InlineData("N\n", false)]
    [InlineData("q\n", false)]
    [InlineData("\n", null)]
    [InlineData("yes\n", null)]
    [InlineData("y\n", null)]
    [InlineData("5\n", null)]
    [InlineData("059\n", null)]
    [InlineData("60\n", null)]
    public void Only_the_number_of_nodes_agrees_and_an_empty_line_is_no_answer(string line, bool? agrees) =>
        Assert.Equal(
            agrees switch
            {
                true => EraseAnswer.Meaning.Agreed,
                false => EraseAnswer.Meaning.Refused,
                null => EraseAnswer.Meaning.Unclear,
            },
            EraseAnswer.Read(line, 59)
        );

    [Fact]
    public void The_question_names_the_number_to_type()
    {
        Assert.Contains("Erase the disks of 59 nodes", EraseAnswer.Question(59, 0), StringComparison.Ordinal);
        Assert.DoesNotContain("ANOTHER SYSTEM", EraseAnswer.Question(59, 0), StringComparison.Ordinal);
        Assert.StartsWith("3 DISKS HAVE DATA OF ANOTHER SYSTEM", EraseAnswer.Question(59, 3), StringComparison.Ordinal);
        Assert.StartsWith("ONE DISK HAS DATA", EraseAnswer.Question(59, 1), StringComparison.Ordinal);
        Assert.Contains("(1) to agree", EraseAnswer.Question(1, 0), StringComparison.Ordinal);
    }
}

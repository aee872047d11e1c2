using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Boot;
using Ka.NodeBoot;
using Ka.Tests.Architecture;
using Xunit;

namespace Ka.Tests.Boot;

/// <summary>docs/boot.md says what the program does.</summary>
public sealed class BootDocumentTests
{
    private static readonly string s_document = Repository.Read("docs/boot.md");

    [Fact]
    public void The_words_of_the_kernel_command_line_are_those_of_the_program() =>
        Assert.Equal(KernelWord.All.Select(Describe), Rows("| word | value |").Select(Describe));

    [Fact]
    public void The_keys_of_automatic_are_those_of_the_program() =>
        Assert.Equal(KernelWord.Automatic.Select(Describe), Rows("| key of `automatic` | value |").Select(Describe));

    [Fact]
    public void The_stages_are_those_of_the_program() =>
        Assert.Equal(
            BootStage.All.Select(stage => $"{stage.Name} {stage.Stage} {stage.Meaning}"),
            Rows("| name | stage |").Select(cells => string.Join(' ', cells))
        );

    [Fact]
    public void The_words_on_the_screen_are_those_of_the_program()
    {
        var tries = new RetrySchedule();
        var now = TimeSpan.Zero;
        Assert.Contains(tries.Words(now), s_document, StringComparison.Ordinal);
        tries.Fail(now);
        Assert.Contains(tries.Words(now), s_document, StringComparison.Ordinal);
        for (var number = 2; number <= RetrySchedule.Most; number++)
        {
            tries.Tick(now = TimeSpan.FromMinutes(number));
            tries.Fail(now);
        }
        Assert.Contains(tries.Words(now), s_document, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_word_that_is_documented_is_understood()
    {
        foreach (var word in KernelWord.All)
            Assert.DoesNotContain(
                KernelCommandLine.Parse(System.Text.Encoding.ASCII.GetBytes($"{word.Name}=x")).Problems,
                problem => problem.What == "is not known"
            );
    }

    private static string Describe(KernelWord word) => $"{word.Name} {word.Value} {word.Wrong}";

    private static string Describe(string[] cells) =>
        $"{cells[0]} {cells[1]} {(cells[^1] == "fatal" ? Severity.Fatal : Severity.Ignored)}";

    private static IEnumerable<string[]> Rows(string heading)
    {
        var lines = s_document
            .Split('\n')
            .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'));
        foreach (var line in lines)
            yield return
            [
                .. line.Replace(@"\|", "\u0001", StringComparison.Ordinal)
                    .Split('|')[1..^1]
                    .Select(cell => cell.Replace('\u0001', '|').Replace("`", "", StringComparison.Ordinal).Trim()),
            ];
    }
}

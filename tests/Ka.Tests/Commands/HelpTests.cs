using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Ka.CommandLine;
using Ka.Commands;
using Xunit;

namespace Ka.Tests.Commands;

/// <summary>The help of every command.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Paths =>
        [.. CommandNode.Walk(CommandTable.Create(), [CommandNode.Program]).Select(node => node.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_page_fits_the_terminal_except_for_its_examples(string path)
    {
        var node = Node(path);
        foreach (var width in new[] { 60, 80, 100 })
        {
            var lines = new HelpPage(width).Of(node).Split('\n');
            Assert.All(
                lines.Except(node.Texts.Examples.Select(example => "  " + example)),
                line => Assert.True(line.Length <= width || !line.Trim().Contains(' '), $"{width} columns: {line}")
            );
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_page_names_each_option_under_a_heading(string path)
    {
        var node = Node(path);
        var lines = new HelpPage(80).Of(node).Split('\n');
        foreach (var option in node.Options)
        {
            var at = Array.FindIndex(
                lines,
                line => line.Contains(option.Name, StringComparison.Ordinal) && line.StartsWith("  ", StringComparison.Ordinal)
            );
            Assert.True(at > 0, option.Name);
            Assert.Contains(lines[..at], line => line.EndsWith(':') && line[0] != ' ');
        }
    }

    [Fact]
    public void The_first_page_has_one_entry_for_each_command_and_is_short()
    {
        var page = new HelpPage(80).Of(Node("ka"));
        foreach (var command in CommandTable.Create().Subcommands)
            Assert.Single(page.Split('\n'), line => line.StartsWith($"  {command.Name} ", StringComparison.Ordinal));
        Assert.InRange(page.Split('\n').Length, 20, 48);
    }

    [Fact]
    public void The_commands_of_the_overview_and_of_all_examples_are_understood()
    {
        var nodes = CommandNode.Walk(CommandTable.Create(), [CommandNode.Program]);
        var lines = nodes
            .SelectMany(node => node.Texts.Examples)
            .Concat(
                Overview
                    .Text.Split('\n')
                    .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
                    .Select(line => line.Trim())
            );
        var commands = lines
            .SelectMany(line => line.Split(" && "))
            .Where(line => line.StartsWith("ka ", StringComparison.Ordinal));
        var count = 0;
        foreach (var line in commands)
        {
            var words = Words(line);
            var parsed = CommandTable
                .Create()
                .Parse(StatusArguments.Mark(PairedArguments.Join(words)), CommandTable.Configuration);
            Assert.True(parsed.Errors.Count == 0, $"{line}: {string.Join("; ", UsageErrors.Describe(parsed))}");
            count++;
        }
        Assert.True(count > 30, $"{count} commands");
    }

    private static CommandNode Node(string path) =>
        CommandNode.Walk(CommandTable.Create(), [CommandNode.Program]).Single(node => node.Path == path);

    // No example quotes a blank. What follows two blanks, or stands behind > or &, is not of the command.
    private static string[] Words(string line) =>
        [
            .. line.Split("  ")[0]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .TakeWhile(word => word is not (">" or "&")),
        ];
}

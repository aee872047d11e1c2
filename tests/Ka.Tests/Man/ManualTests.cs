using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.CommandLine;
using Ka.Man;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Man;

/// <summary>Man pages: what <c>--help</c> knows is in them, and man(1) can read them.</summary>
public sealed class ManualTests
{
    private static readonly Dictionary<string, string> s_files = Manual
        .Files(Programs.Repository)
        .ToDictionary(file => file.Name, file => file.Text);

    [Fact]
    public void Every_command_has_a_page_with_all_of_its_options()
    {
        var commands = Manual.Commands();
        Assert.Contains(commands, command => command.Path == "ka layout apply");
        foreach (var command in commands)
        {
            var page = s_files[$"man/man1/{command.PageName}.1"];
            Assert.Contains(command.Options, option => option.Name == "--help");
            foreach (var name in command.Options.SelectMany(CommandNode.NamesOf))
                Assert.Contains($"\\fB{name.Replace("-", "\\-", StringComparison.Ordinal)}\\fR", page, StringComparison.Ordinal);
            Assert.All(
                command.Children,
                child =>
                    Assert.Contains(child.PageName.Replace("-", "\\-", StringComparison.Ordinal), page, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void Every_page_says_in_one_line_what_its_command_does()
    {
        foreach (var command in Manual.Commands())
            Assert.InRange(command.Texts.Summary.Length, 5, 140);
    }

    [Fact]
    public void Every_key_of_the_sample_configuration_is_on_its_page()
    {
        var page = s_files["man/man5/ka.conf.5"];
        var keys = File.ReadAllLines(Path.Combine(Programs.Repository, "docs", "ka.conf"))
            .Where(line =>
                line.StartsWith('#')
                && line.Length > 1
                && char.IsAsciiLetterUpper(line[1])
                && line.Contains('=', StringComparison.Ordinal)
            )
            .Select(line => line[1..line.IndexOf('=', StringComparison.Ordinal)])
            .ToList();
        Assert.Contains("NODES", keys);
        Assert.All(keys, key => Assert.Contains($"\\fB{key}\\fR=", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Groff_has_nothing_to_say_about_any_page()
    {
        using var home = new TempDir();
        foreach (var (name, text) in s_files.Where(file => file.Key.StartsWith("man/", StringComparison.Ordinal)))
        {
            var file = home.TextIn(Path.GetFileName(name));
            File.WriteAllText(file, text);
            using var groff = Child.Start(new Launch("groff", "-ww", "-man", "-Tutf8", "-z", file));
            Assert.Equal((name, 0, ""), (name, groff.Wait(TimeSpan.FromSeconds(30)).Status, groff.Errors + groff.Output));
        }
    }

    [Fact]
    public void A_rendered_page_has_its_examples_as_they_are_typed()
    {
        using var home = new TempDir();
        File.WriteAllText(home.TextIn("page"), s_files["man/man1/ka-serve.1"]);
        var text = Child.Run("sh", "-c", $"groff -man -Tascii -P-cbou '{home.TextIn("page")}'");
        Assert.Contains(
            "ka serve -n 60 --rescue /var/lib/ka/image/rescue.sqfs -x /tmp -x /var/log",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("ka-serve - clone this machine onto N others", text, StringComparison.Ordinal);
        Assert.Contains("-n, --nodes N", text, StringComparison.Ordinal);
    }
}

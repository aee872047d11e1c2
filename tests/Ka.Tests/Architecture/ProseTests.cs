using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Ka.Tests.Architecture;

/// <summary>Comments, messages and documents are written in plain words: docs/glossary.md has the list of words that are not
/// used.</summary>
public sealed partial class ProseTests
{
    private const string Glossary = "docs/glossary.md";

    private const string Heading = "## Words that are not used\n";

    private static readonly IReadOnlyList<(string Word, string Instead)> s_words = ReadWords();

    private static readonly IReadOnlyList<(string Path, string Finding)> s_findings = Find();

    [Fact]
    public void Prose_has_none_of_the_words_that_are_not_used() => Findings.AssertNone(s_findings.Select(found => found.Finding));

    [Fact]
    public void Every_word_of_the_list_has_one_to_use_instead()
    {
        Assert.InRange(s_words.Count, 30, 200);
        Findings.AssertNone(s_words.Where(row => row.Instead.Length == 0).Select(row => row.Word));
    }

    [Theory]
    [InlineData("Whoever asks is served.", "Whoever")]
    [InlineData("A node THAT DRAGS is moved.", "DRAGS")]
    [InlineData("Nothing else is done.", "")]
    public void A_word_is_found_whole_and_in_any_case(string prose, string word) =>
        Assert.Equal(word, Forbidden().Match(prose).Value);

    private static List<(string Path, string Finding)> Find()
    {
        var forbidden = Forbidden();
        var found =
            from file in ProseText.Files()
            from line in file.Lines
            from Match match in forbidden.Matches(line.Text)
            select (file.Path, $"{file.Path}:{line.Line}: '{match.Value}', instead: {InsteadOf(match.Value)}");

        return [.. found];
    }

    private static Regex Forbidden() =>
        new(
            $@"\b(?:{string.Join('|', s_words.Select(row => Regex.Escape(row.Word)))})\b",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        );

    private static string InsteadOf(string word) =>
        s_words.First(row => row.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Instead;

    /// <summary>Rows are <c>| `word`, `word` | what to write instead |</c>.</summary>
    private static List<(string Word, string Instead)> ReadWords()
    {
        var text = Repository.Read(Glossary);
        var section = text[(text.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..];
        var rows = section
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|'));

        return [.. rows.SelectMany(cells => Quoted().Matches(cells[1]).Select(word => (word.Groups[1].Value, cells[2].Trim())))];
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}

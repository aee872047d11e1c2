using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Ka.Tests.Architecture;

/// <summary>Documents rot where nobody looks: every one that is named exists, and the short ones stay short.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] s_kinds = [".cs", ".csproj", ".props", ".md", ".sh"];

    private static readonly string[] s_folders = ["src", "tests", "tools", "docs"];

    [Fact]
    public void A_document_that_is_named_exists()
    {
        var missing =
            from path in TextFiles()
            from Match named in Document().Matches(Repository.Read(path))
            where !File.Exists(Path.Combine(Repository.Root, named.Value))
            select $"{path}: {named.Value}";

        Findings.AssertNone(missing.Distinct());
    }

    [Fact]
    public void A_claim_about_security_names_a_test_that_is_there()
    {
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .ToList();
        var named = NamedTest().Matches(Repository.Read("docs/security.md"));
        Assert.InRange(named.Count, 30, 200);
        Findings.AssertNone(
            named
                .Where(test =>
                    !sources.Any(text =>
                        text.Contains($"class {test.Groups[1].Value}", StringComparison.Ordinal)
                        && text.Contains($" {test.Groups[2].Value}(", StringComparison.Ordinal)
                    )
                )
                .Select(test => test.Value)
        );
    }

    [Fact]
    public void Every_row_of_claims_about_security_names_a_test() =>
        Findings.AssertNone(
            Repository
                .Read("docs/security.md")
                .Split('\n')
                .Where(row => row.StartsWith("| ", StringComparison.Ordinal))
                .Where(row => row != "| claim | shown by |" && row != "| --- | --- |" && !NamedTest().IsMatch(row))
        );

    [Theory]
    [InlineData("README.md", 150)]
    [InlineData("CONTRIBUTING.md", 120)]
    public void A_document_for_newcomers_is_short(string path, int lines) =>
        Assert.InRange(Repository.Read(path).AsSpan().Count('\n'), 1, lines);

    [Fact]
    public void Decisions_are_numbered_without_a_gap_and_fit_on_a_page()
    {
        var decisions = Directory
            .GetFiles(Path.Combine(Repository.Root, "docs/adr"), "*.md")
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(Enumerable.Range(1, decisions.Count), decisions.Select(path => int.Parse(Path.GetFileName(path)[..4])));
        Findings.AssertNone(decisions.Where(path => File.ReadLines(path).Count() > 60));
    }

    private static IEnumerable<string> TextFiles() =>
        from path in s_folders
            .Select(folder => Path.Combine(Repository.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root))
        where s_kinds.Contains(Path.GetExtension(path))
        select Path.GetRelativePath(Repository.Root, path);

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"docs/[\w/.-]+\.md")]
    private static partial Regex Document();
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ka.Tests.Architecture;

/// <summary>The prose of one file, line by line: comments and string literals of C# sources, the text of Markdown
/// pages.</summary>
internal static partial class ProseText
{
    private static readonly HashSet<SyntaxKind> s_comments =
    [
        SyntaxKind.SingleLineCommentTrivia,
        SyntaxKind.MultiLineCommentTrivia,
        SyntaxKind.SingleLineDocumentationCommentTrivia,
        SyntaxKind.MultiLineDocumentationCommentTrivia,
    ];

    private static readonly HashSet<SyntaxKind> s_strings =
    [
        SyntaxKind.StringLiteralToken,
        SyntaxKind.Utf8StringLiteralToken,
        SyntaxKind.InterpolatedStringTextToken,
        SyntaxKind.SingleLineRawStringLiteralToken,
        SyntaxKind.MultiLineRawStringLiteralToken,
        SyntaxKind.Utf8SingleLineRawStringLiteralToken,
        SyntaxKind.Utf8MultiLineRawStringLiteralToken,
    ];

    /// <summary>Sources and module pages below src, the pages of docs without the decisions, README and CONTRIBUTING.</summary>
    public static IReadOnlyList<(string Path, IReadOnlyList<(int Line, string Text)> Lines)> Files() =>
        [
            .. Repository.Sources("src").Select(file => (file.Path, OfSource(file))),
            .. Pages().Order(StringComparer.Ordinal).Select(path => (path, OfPage(Repository.Read(path)))),
        ];

    /// <summary>Comments and string literals, without references to types, parameters and addresses.</summary>
    private static IReadOnlyList<(int Line, string Text)> OfSource(SourceFile file)
    {
        var comments = file
            .Root.DescendantTrivia()
            .Where(trivia => s_comments.Contains(trivia.Kind()))
            .Select(trivia => (Start: trivia.FullSpan.Start, Text: trivia.ToFullString()));
        var strings = file
            .Tokens.Where(token => s_strings.Contains(token.Kind()))
            .Select(token => (Start: token.SpanStart, Text: token.Text));
        var text = file.Tree.GetText();

        return
        [
            .. comments
                .Concat(strings)
                .SelectMany(piece =>
                    Numbered(piece.Text, text.Lines.GetLineFromPosition(piece.Start).LineNumber + 1, InSource())
                ),
        ];
    }

    /// <summary>All lines, without code between backticks and addresses.</summary>
    private static IReadOnlyList<(int Line, string Text)> OfPage(string text) => [.. Numbered(text, 1, InPage())];

    private static IEnumerable<(int Line, string Text)> Numbered(string text, int first, Regex code) =>
        text.Split('\n').Select((line, index) => (first + index, code.Replace(line, "")));

    private static IEnumerable<string> Pages() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Concat(["README.md", "CONTRIBUTING.md"]);

    [GeneratedRegex("""(cref|name|href)="[^"]*"|<c>.*?</c>|https?://\S+""")]
    private static partial Regex InSource();

    [GeneratedRegex(@"`[^`]*`|https?://\S+")]
    private static partial Regex InPage();
}

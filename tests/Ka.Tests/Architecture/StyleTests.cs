using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Ka.Tests.Architecture;

/// <summary>The rules of CONTRIBUTING.md that no analyzer knows.</summary>
public sealed partial class StyleTests
{
    private const int MaxLines = 600;

    private const int MaxColumns = 130;

    private const int MaxParameters = 5;

    /// <summary>Folders of the sources that people write and read.</summary>
    private static readonly string[] s_written = ["src", "tests", "tools"];

    /// <summary>Tables, which are as long as they are. None yet.</summary>
    private static readonly HashSet<string> s_longTables = [];

    private static readonly HashSet<string> s_emptyWords =
    [
        "Manager",
        "Helper",
        "Helpers",
        "Util",
        "Utils",
        "Utility",
        "Common",
        "Misc",
        "Base",
        "Impl",
        "Service",
        "Processor",
        "Handler",
        "Wrapper",
        "Info",
        "Context",
    ];

    private static readonly HashSet<string> s_asyncNames = ["async", "await", "Task", "ValueTask", "IAsyncEnumerable"];

    private static readonly HashSet<string> s_interopAttributes = ["LibraryImport", "DllImport", "UnmanagedCallersOnly"];

    [Fact]
    public void Unsafe_code_and_imports_live_in_Ka_Linux_alone()
    {
        var outside =
            from file in Sources()
            where !file.Path.StartsWith("src/Ka.Linux/", StringComparison.Ordinal)
            from token in file.Tokens
            where token.IsKind(SyntaxKind.UnsafeKeyword) || s_interopAttributes.Contains(token.ValueText)
            select At(file, token);

        Findings.AssertNone(outside);
    }

    [Fact]
    public void Nothing_in_src_is_asynchronous()
    {
        var found =
            from file in Sources()
            from token in file.Tokens
            where s_asyncNames.Contains(token.ValueText) && token.Parent is not LiteralExpressionSyntax
            select At(file, token);

        Findings.AssertNone(found);
    }

    [Fact]
    public void Every_thread_has_the_boundary_of_WorkerThread()
    {
        // Ka.Linux is below WorkerThread; its threads make one call of the C library.
        var found =
            from file in Sources()
            where
                file.Path != "src/Ka.Core/Runtime/WorkerThread.cs"
                && !file.Path.StartsWith("src/Ka.Linux/", StringComparison.Ordinal)
            from token in file.Tokens
            where
                token.ValueText is "Thread" or "ThreadPool" or "Timer" or "PeriodicTimer"
                && token.Parent
                    is {
                        Parent: ObjectCreationExpressionSyntax
                            or MemberAccessExpressionSyntax { Name.Identifier.Text: "QueueUserWorkItem" }
                    }
            select At(file, token);

        Findings.AssertNone(found);
    }

    [Fact]
    public void A_type_is_named_after_a_thing_of_the_domain()
    {
        var empty =
            from file in Sources()
            from type in file.Types
            where IsEmptyOfMeaning(type.Identifier.Text)
            select At(file, type.Identifier);

        Findings.AssertNone(empty);
    }

    [Fact]
    public void A_file_holds_the_type_it_is_named_after_and_at_most_its_companions()
    {
        var astray =
            from file in Sources()
            let types = file.TopLevelTypes
            where types.Count > 0 && !IsDialogue(file)
            where !types.Any(type => IsNamedAfter(file.Stem, type.Identifier.Text)) || types.Count(type => !IsCompanion(type)) > 1
            select $"{file.Path}: {string.Join(", ", types.Select(type => type.Identifier.Text))}";

        Findings.AssertNone(astray);
    }

    /// <summary>The small messages of one dialogue are read together, and stand in one file.</summary>
    private static bool IsDialogue(SourceFile file) =>
        file.Namespace == "Ka.Wire"
        && file.Stem.EndsWith("Messages", StringComparison.Ordinal)
        && file.TopLevelTypes.All(type =>
            type is EnumDeclarationSyntax || type.BaseList?.Types.Any(parent => parent.ToString() == "ControlMessage") == true
        );

    [Fact]
    public void A_public_type_says_what_it_guarantees()
    {
        var documented =
            from file in Sources()
            from type in file.TopLevelTypes
            where type.Modifiers.Any(SyntaxKind.PublicKeyword)
            group HasDocumentation(type) by $"{file.Namespace}.{type.Identifier.Text}";

        Findings.AssertNone(documented.Where(parts => !parts.Any(has => has)).Select(parts => parts.Key));
    }

    [Fact]
    public void A_file_is_short_enough_to_read_in_one_sitting()
    {
        var tooLong =
            from file in Sources()
            let lines = file.Text.AsSpan().Count('\n')
            where lines > MaxLines && !s_longTables.Contains(file.Path)
            select $"{file.Path}: {lines} lines";

        Findings.AssertNone(tooLong);
    }

    [Fact]
    public void A_line_fits_into_a_window()
    {
        var wide =
            from folder in s_written
            from file in Repository.Sources(folder)
            from line in file.Text.Split('\n').Index()
            where line.Item.Length > MaxColumns
            select $"{file.Path}:{line.Index + 1}: {line.Item.Length} columns";

        Findings.AssertNone(wide);
    }

    [Fact]
    public void A_member_takes_few_parameters()
    {
        var many =
            from file in Sources()
            from list in file.Root.DescendantNodes().OfType<ParameterListSyntax>()
            where list.Parameters.Count > MaxParameters && !IsImport(list.Parent)
            select $"{file.Path}: {NameOf(list.Parent)}";

        Findings.AssertNone(many);
    }

    [Fact]
    public void What_a_terminal_may_show_is_ASCII()
    {
        var found =
            from file in Sources()
            from token in file.Tokens
            where token.Text.Any(letter => letter > '\x7e')
            select At(file, token);

        Findings.AssertNone(found);
    }

    /// <summary>A declaration of C has the parameters that C gives it.</summary>
    private static bool IsImport(SyntaxNode? member) =>
        member is MethodDeclarationSyntax method
        && method
            .AttributeLists.SelectMany(attributes => attributes.Attributes)
            .Any(attribute => s_interopAttributes.Contains(attribute.Name.ToString()));

    private static string NameOf(SyntaxNode? member) =>
        member switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
            TypeDeclarationSyntax type => type.Identifier.Text,
            LocalFunctionStatementSyntax function => function.Identifier.Text,
            _ => "(function)",
        };

    private static IReadOnlyList<SourceFile> Sources() => Repository.Sources("src");

    private static string At(SourceFile file, SyntaxToken token) =>
        $"{file.Path}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {token.Text}";

    /// <summary>NodeEvent.cs and NodeEvents.cs both may hold NodeEvent.</summary>
    private static bool IsNamedAfter(string stem, string type) => stem == type || stem == type + "s";

    /// <summary>What a type's members take and give: records, structs, enums.</summary>
    private static bool IsCompanion(BaseTypeDeclarationSyntax type) =>
        type is RecordDeclarationSyntax or StructDeclarationSyntax or EnumDeclarationSyntax;

    /// <summary>Data says nothing at the end of a name; at its beginning it tells the data connection from the
    /// control's.</summary>
    private static bool IsEmptyOfMeaning(string type) =>
        type.EndsWith("Data", StringComparison.Ordinal) || Words().Matches(type).Any(word => s_emptyWords.Contains(word.Value));

    private static bool HasDocumentation(BaseTypeDeclarationSyntax type) =>
        type.GetLeadingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia));

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();
}

using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ka.Tests.Architecture;

/// <summary>One C# file as the compiler's parser sees it.</summary>
/// <param name="path">Relative to the repository, with slashes.</param>
internal sealed class SourceFile(string path, string text)
{
    public string Path => path;

    public string Text => text;

    public SyntaxTree Tree { get; } = CSharpSyntaxTree.ParseText(text, path: path);

    public SyntaxNode Root => Tree.GetRoot();

    public string Namespace =>
        Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    /// <summary>The folders below the project's, with dots: <c>Wire.Control</c> of src/Ka.Core/Wire/Control/Hello.cs; empty at
    /// the project's top.</summary>
    public string Folder => string.Join('.', path.Split('/')[2..^1]);

    /// <summary>The file's name up to its first dot: <c>Session</c> of Session.Registration.cs.</summary>
    public string Stem => path.Split('/')[^1].Split('.')[0];

    public IEnumerable<BaseTypeDeclarationSyntax> Types => Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>();

    public IReadOnlyList<BaseTypeDeclarationSyntax> TopLevelTypes =>
        [.. Types.Where(type => type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax)];

    public IEnumerable<SyntaxToken> Tokens => Root.DescendantTokens();
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Tools.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Ka.Tests.Architecture;

/// <summary>The walls of docs/architecture.md, checked in the sources by what each name means to the compiler.</summary>
public sealed class ArchitectureTests
{
    private const string Kernel = "Ka.Linux";

    /// <summary>The namespace of the program's own few types, above all modules.</summary>
    private const string Program = "Ka";

    /// <summary>Modules that are pure: codecs and decisions.</summary>
    private static readonly IReadOnlyList<string> s_pure = ["Ka.Wire", "Ka.Coordination"];

    /// <summary>What pure modules may use of the kernel's: no descriptors, no clocks, no threads.</summary>
    private static readonly HashSet<string> s_kernelTypesForPure =
    [
        nameof(BytePath),
        nameof(MacAddress),
        nameof(Firmware),
        nameof(Errno),
        nameof(SysResult),
        nameof(LinuxException),
    ];

    private static readonly ModuleTable s_table = new(Repository.Read(ModuleTable.Document));

    [Fact]
    public void A_folder_of_Ka_Core_is_a_module_of_the_table()
    {
        var unknown = Repository
            .Sources("src/Ka.Core")
            .Where(file => !s_table.Names.Contains("Ka." + file.Folder) && file.TopLevelTypes.Count > 0)
            .Select(file => file.Path);

        Findings.AssertNone(unknown);
    }

    [Theory]
    [InlineData("src/Ka.Linux", Kernel)]
    [InlineData("src/Ka.Core", Program)]
    [InlineData("src/Ka", Program)]
    public void A_namespace_is_its_folder_at_every_depth(string project, string rootNamespace)
    {
        var astray =
            from file in Repository.Sources(project)
            where file.TopLevelTypes.Count > 0
            let folder = file.Folder.Length == 0 ? rootNamespace : $"{rootNamespace}.{file.Folder}"
            where file.Namespace != folder
            select $"{file.Path}: {file.Namespace}, not {folder}";

        Findings.AssertNone(astray);
    }

    [Fact]
    public void A_module_uses_only_what_the_table_allows()
    {
        var uses = UsesIn([.. Repository.Sources("src/Ka.Core"), .. Repository.Sources("src/Ka")]);

        Findings.AssertNone(uses.Where(use => !IsAllowed(use)).Select(use => use.ToString()).Distinct());
    }

    [Theory]
    [InlineData("using Ka.Receiver;", "")]
    [InlineData("", "Ka.Receiver.Spy? _spy;")]
    [InlineData("", "object? _spy = new Receiver.Spy();")]
    [InlineData("", "Ka.Linux.Fd? _file;")]
    [InlineData("using static Ka.Receiver.Spy;", "")]
    public void A_use_upwards_is_found_however_it_is_written(string directive, string member)
    {
        SourceFile[] files =
        [
            new("src/Ka.Core/Receiver/Spy.cs", "namespace Ka.Receiver; public class Spy { }"),
            new("src/Ka.Core/Wire/Frame.cs", $"{directive} namespace Ka.Wire; class Frame {{ {member} }}"),
        ];

        Assert.Contains(UsesIn(files), use => use.File == files[1].Path && !IsAllowed(use));
    }

    [Theory]
    [InlineData("| bytes | `Ka.A` | is | `Ka.B` |\n| bytes | `Ka.B` | is | |")]
    [InlineData("")]
    public void A_table_that_is_missing_or_points_upwards_is_refused(string rows) =>
        Assert.Throws<FormatException>(() => new ModuleTable($"## Modules of Ka.Core\n\n{rows}\n"));

    [Fact]
    public void The_picture_is_what_the_table_says() =>
        Assert.True(
            new Picture(s_table).ToSvg() == Repository.Read(Picture.Document),
            $"{Picture.Document} is not what {ModuleTable.Document} says: ./build.sh pictures"
        );

    [Theory]
    [InlineData("the layers above", false)]
    [InlineData("the layers above, `Ka.D`", true)]
    [InlineData("all above", true)]
    public void A_module_above_layers_uses_its_own_layer_only_where_it_says_so(string cell, bool isAllowed)
    {
        var table = new ModuleTable(
            "## Modules of Ka.Core\n\n| low | `Ka.A` | is | |\n| high | `Ka.D` | is | `Ka.A` |\n"
                + $"| high | `Ka.E` | is | {cell} |\n"
        );

        Assert.True(table.Allows("Ka.E", "Ka.A"));
        Assert.Equal(isAllowed, table.Allows("Ka.E", "Ka.D"));
    }

    private static bool IsAllowed(Use use) => use.Module.Length == 0 || use.Namespace == Program || IsAllowedToModule(use);

    private static bool IsAllowedToModule(Use use) =>
        use.Namespace == Kernel || use.Namespace.StartsWith(Kernel + ".", StringComparison.Ordinal)
            ? !s_pure.Any(pure => ModuleTable.IsWithin(use.Module, pure))
                || use.Type.Length == 0
                || s_kernelTypesForPure.Contains(use.Type)
            : (use.Type.Length == 0 && (s_table.IsOnlyAPrefix(use.Namespace) || ModuleTable.IsWithin(use.Module, use.Namespace)))
                || s_table.Allows(use.Module, s_table.ModuleOf(use.Namespace));

    /// <summary>Every mention of a namespace or a type of ours, seen from the file that mentions it.</summary>
    private static List<Use> UsesIn(IReadOnlyList<SourceFile> files)
    {
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("Ka.Core.dll" or "ka.dll"));
        var compilation = CSharpCompilation.Create(
            "Ka.Core",
            files.Select(file => file.Tree),
            trusted.Select(path => MetadataReference.CreateFromFile(path))
        );
        return
        [
            .. from file in files
            let model = compilation.GetSemanticModel(file.Tree)
            from name in file.Root.DescendantNodes().OfType<SimpleNameSyntax>()
            let use = Resolve(model, name)
            where use.Namespace.StartsWith("Ka.", StringComparison.Ordinal)
            select use with
            {
                File = file.Path,
                Module = s_table.ModuleOf(file.Namespace),
            },
        ];
    }

    private static Use Resolve(SemanticModel model, SimpleNameSyntax name)
    {
        var found = model.GetSymbolInfo(name);
        var symbol = found.Symbol ?? found.CandidateSymbols.FirstOrDefault();
        var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        while (type?.ContainingType is not null)
            type = type.ContainingType;
        var space = symbol as INamespaceSymbol ?? type?.ContainingNamespace;
        return new Use("", "", space?.ToDisplayString() ?? "", type?.Name ?? "");
    }

    /// <summary>File and module mention a type of a namespace; without a type, the namespace itself.</summary>
    private sealed record Use(string File, string Module, string Namespace, string Type);
}

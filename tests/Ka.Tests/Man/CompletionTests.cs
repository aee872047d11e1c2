using System;
using System.IO;
using System.Linq;
using Ka.Man;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Man;

/// <summary>Shells complete what there is.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TempDir _home = new();

    public CompletionTests()
    {
        foreach (
            var (name, text) in Manual
                .Files(Programs.Repository)
                .Where(file => file.Name.StartsWith("completion/", StringComparison.Ordinal))
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_home.TextIn(name))!);
            File.WriteAllText(_home.TextIn(name), text);
        }
        File.WriteAllText(_home.TextIn("layout.json"), "");
        Directory.CreateDirectory(_home.TextIn("layouts"));
    }

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("ka se", "send serve")]
    [InlineData("ka serve --rel", "--release-delay")]
    [InlineData("ka serve --re", "--release-delay --rescue")]
    [InlineData("ka layout ap", "apply")]
    [InlineData("ka layout apply --y", "--yes")]
    [InlineData("ka layout apply lay", "layout.json layouts")]
    [InlineData("ka layout release lay", "layouts")]
    [InlineData("ka serve --layout lay", "layout.json layouts")]
    [InlineData("ka serve --root lay", "layouts")]
    [InlineData("ka serve --nodes --rel", "")]
    [InlineData("ka serve -n 3 --quie", "--quiet")]
    [InlineData("ka se --rel", "")]
    public void Bash_completes(string line, string expected)
    {
        var words = line.Split(' ');
        var script = $"""
            cd '{_home.TextIn("")}' && . completion/bash/ka
            COMP_WORDS=({string.Join(' ', words)}) COMP_CWORD={words.Length - 1} COMP_LINE='{line}'
            $(complete -p ka | sed 's/.*-F \([^ ]*\) .*/\1/') 2>/dev/null
            printf '%s\n' "${"{COMPREPLY[@]}"}" | sort
            """;
        Assert.Equal(
            expected,
            string.Join(' ', Child.Run("bash", "-c", script).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        );
    }

    /// <summary>In a terminal of script(1), with keys as a person types them.</summary>
    [Fact]
    public void An_interactive_bash_completes_on_tab()
    {
        var rc = _home.TextIn("rc");
        File.WriteAllText(rc, $"PS1=; . '{_home.TextIn("completion/bash/ka")}'; ka() {{ echo \"words: $*\"; }}\n");
        var text = Child.Run(
            new Launch("script", "-qec", $"bash --noprofile --rcfile '{rc}' -i", "/dev/null")
            {
                InputText = "ka ser\t--rel\t7\nexit\n",
            }
        );
        Assert.Contains("words: serve --release-delay 7", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ka se", "send serve")]
    [InlineData("ka serve --rel", "--release-delay")]
    [InlineData("ka layout ap", "apply")]
    [InlineData("ka layout apply --y", "--yes")]
    public void Fish_completes(string line, string expected)
    {
        var launch = new Launch(
            "fish",
            "--no-config",
            "-c",
            $"source '{_home.TextIn("completion/fish/ka.fish")}'; complete -C '{line}'"
        )
        {
            Environment = new System.Collections.Generic.Dictionary<string, string> { ["HOME"] = _home.TextIn("") },
        };
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                Child
                    .Run(launch)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(found => found.Split('\t')[0])
                    .Order(StringComparer.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData("ka serve --rel", "ka serve --release-delay")]
    [InlineData("ka layout ap", "ka layout apply")]
    public void Zsh_completes(string line, string expected)
    {
        // A shell in a terminal of its own (zpty), which is sent a tab.
        var script = $$"""
            zmodload zsh/zpty
            zpty ka zsh -f -i
            zpty -w ka "PS1=; fpath=('{{_home.TextIn(
                "completion/zsh"
            )}}' \$fpath); autoload -U compinit; compinit -u -d '{{_home.TextIn(
                "dump"
            )}}'; show() { print -r -- \"<\$BUFFER>\"; zle kill-whole-line }; zle -N show; bindkey '^X' show; print rea''dy"
            zpty -r ka line '*ready*'
            zpty -w -n ka $'{{line}}\t\x18'
            zpty -r ka line '*<ka*>*'
            print -r -- $line
            zpty -d ka
            """;
        var text = Child.Run(
            new Launch("zsh", "-f", "-c", script)
            {
                Environment = new System.Collections.Generic.Dictionary<string, string> { ["HOME"] = _home.TextIn("") },
            },
            TimeSpan.FromSeconds(60)
        );
        Assert.Contains($"<{expected} >", text, StringComparison.Ordinal);
    }
}

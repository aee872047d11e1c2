using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.CommandLine;

namespace Ka.Man;

/// <summary>For zsh: a file <c>_ka</c> in a directory of <c>fpath</c>.</summary>
internal static class ZshCompletion
{
    public static string Of(IReadOnlyList<CommandNode> commands)
    {
        var text = new StringBuilder(
            """
            #compdef ka
            # zsh completion for ka. Made by ./build.sh man; not to be edited.
            local at=ka kind='' i
            local -a commands options
            for ((i = 2; i < CURRENT; i++)); do
              case "$at $words[i]" in

            """
        );
        text.Append("    (")
            .AppendJoin('|', commands.Skip(1).Select(command => Quoted(command.Path)))
            .Append(") at+=\" $words[i]\" ;;\n  esac\ndone\ncase $at in\n");
        foreach (var command in commands)
        {
            text.Append($"  ({Quoted(command.Path)})\n    commands=(");
            text.AppendJoin(' ', command.Children.Select(child => Quoted($"{child.Command.Name}:{child.Texts.Summary}")))
                .Append(")\n    options=(");
            text.AppendJoin(
                    ' ',
                    from option in command.Options
                    from name in CommandNode.NamesOf(option)
                    select Quoted($"{name}:{(option.Description ?? "").Replace(":", "\\:", StringComparison.Ordinal)}")
                )
                .Append(")\n");
            if (
                command.Command.Arguments.Select(Kinds.Of).FirstOrDefault(kind => kind is Kind.File or Kind.Directory)
                is var kind
                    and not Kind.None
            )
                text.Append($"    kind={(kind == Kind.File ? "file" : "directory")}\n");
            text.Append("    ;;\n");
        }
        text.Append("esac\ncase \"$at $words[CURRENT-1]\" in\n");
        Append(text, commands, Kind.File, "_files; return");
        Append(text, commands, Kind.Directory, "_files -/; return");
        Append(text, commands, Kind.Any, "_message value; return");
        return text.Append(
                """
                esac
                if [[ $PREFIX == -* ]]; then
                  _describe -o option options
                  return
                fi
                (( $#commands )) && _describe command commands
                case $kind in
                  (file) _files ;;
                  (directory) _files -/ ;;
                esac

                """
            )
            .ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<CommandNode> commands, Kind kind, string action)
    {
        var patterns = (
            from command in commands
            from option in command.Options
            where Kinds.Of(option) == kind
            from name in CommandNode.NamesOf(option)
            select Quoted($"{command.Path} {name}")
        ).ToList();
        if (patterns.Count > 0)
            text.Append("  (").AppendJoin('|', patterns).Append($") {action} ;;\n");
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

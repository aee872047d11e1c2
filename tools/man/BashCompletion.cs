using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.CommandLine;

namespace Ka.Man;

/// <summary>For bash, with nothing but bash.</summary>
internal static class BashCompletion
{
    public static string Of(IReadOnlyList<CommandNode> commands)
    {
        var text = new StringBuilder(
            """
            # bash completion for ka. Made by ./build.sh man; not to be edited.
            _ka() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} at=ka i
              local commands='' options='' kind=''
              for ((i = 1; i < COMP_CWORD; i++)); do
                case "$at ${COMP_WORDS[i]}" in

            """
        );
        text.Append("      ")
            .AppendJoin(" | ", commands.Skip(1).Select(command => $"'{command.Path}'"))
            .Append(") at+=\" ${COMP_WORDS[i]}\" ;;\n");
        text.Append("    esac\n  done\n  case \"$at\" in\n");
        foreach (var command in commands)
        {
            text.Append($"    '{command.Path}')\n");
            text.Append($"      commands='{string.Join(' ', command.Children.Select(child => child.Command.Name))}'\n");
            text.Append($"      options='{string.Join(' ', command.Options.SelectMany(CommandNode.NamesOf))}'\n");
            if (
                command.Command.Arguments.Select(Kinds.Of).FirstOrDefault(kind => kind is Kind.File or Kind.Directory)
                is var kind
                    and not Kind.None
            )
                text.Append($"      kind={Word(kind)}\n");
            text.Append("      ;;\n");
        }
        text.Append("  esac\n  case \"$at $prev\" in\n");
        foreach (var kind in new[] { Kind.File, Kind.Directory, Kind.Any })
            if (Patterns(commands, kind) is { Count: > 0 } patterns)
                text.Append("    ").AppendJoin(" | ", patterns).Append($") commands='' options='' kind={Word(kind)} ;;\n");
        return text.Append(
                """
                  esac
                  COMPREPLY=()
                  if [[ $cur == -* && -n $options ]]; then
                    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
                    return
                  fi
                  [[ -n $commands ]] && mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
                  case $kind in
                    file)
                      compopt -o filenames 2>/dev/null
                      mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$cur")
                      ;;
                    directory)
                      compopt -o filenames 2>/dev/null
                      mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$cur")
                      ;;
                  esac
                }
                complete -F _ka ka

                """
            )
            .ToString();
    }

    private static List<string> Patterns(IReadOnlyList<CommandNode> commands, Kind kind) =>
        [
            .. from command in commands
            from option in command.Options
            where Kinds.Of(option) == kind
            from name in CommandNode.NamesOf(option)
            select $"'{command.Path} {name}'",
        ];

    private static string Word(Kind kind) =>
        kind switch
        {
            Kind.File => "file",
            Kind.Directory => "directory",
            _ => "any",
        };
}

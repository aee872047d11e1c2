using System;
using System.Text.RegularExpressions;

namespace Ka.Lab.Prepare;

/// <summary>The serial console of a clone that has booted.</summary>
internal static partial class CloneConsole
{
    // A boot in emulation takes one minute on an idle machine; a busy one is no failure.
    private static readonly TimeSpan s_boot = TimeSpan.FromMinutes(10);

    /// <summary>Waits for the login prompt, and logs in as root, who has no password.</summary>
    public static void LogIn(TestKit.Vm vm, string name)
    {
        vm.Console.Expect(name + " login: ", s_boot);
        vm.Console.SendLine("root");
        vm.Console.Expect("# ", s_boot);
    }

    /// <summary>What a command prints.</summary>
    public static string Ask(TestKit.Vm vm, string command) => Ask(vm, command, s_boot);

    /// <inheritdoc cref="Ask(TestKit.Vm, string)"/>
    public static string Ask(TestKit.Vm vm, string command, TimeSpan patience)
    {
        vm.Console.SendLine($"echo \"@\"@\"$({command})\"@\"@\"");
        return vm.Console.Expect(AnswerPattern(), patience).Groups[1].Value.Trim();
    }

    [GeneratedRegex("@@([^@]*)@@")]
    private static partial Regex AnswerPattern();
}

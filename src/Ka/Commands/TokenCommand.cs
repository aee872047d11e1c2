using System;
using System.CommandLine;
using Ka.Linux;
using Ka.Transport;

namespace Ka.Commands;

/// <summary><c>ka token</c>: makes the secret that golden node and nodes share.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The file to write, mode 0600; an existing one stays as it is. - prints the token.",
            DefaultValueFactory = _ => Token.DefaultFile,
        };
        var command = new Command(
            "token",
            """
            Make a token: the secret by which golden node and nodes know each other.

            Example:
              ka token && scp /etc/ka/token node1:/etc/ka/token
            """
        )
        {
            file,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file)));
        return command;
    }

    private static int Run(string file)
    {
        var token = Token.Create();
        if (file == "-")
        {
            Console.Out.WriteLine(token);
            return (int)ExitCode.Done;
        }
        if (file == Token.DefaultFile)
            Files.MakeDirectories(BytePath.FromText("/etc/ka"));
        try
        {
            token.Save(BytePath.FromText(file));
        }
        catch (LinuxException e) when (e.Errno == Errno.EEXIST)
        {
            Console.Error.WriteLine(
                $"ka: '{BytePath.FromText(file)}' exists, and nodes may have it: to make a new token, remove it first"
            );
            return (int)ExitCode.Failed;
        }
        Console.Error.WriteLine($"token written to {BytePath.FromText(file)}");
        return (int)ExitCode.Done;
    }
}

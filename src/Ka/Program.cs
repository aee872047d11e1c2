using System;
using System.CommandLine;
using Ka.BootImages.Tree;
using Ka.CommandLine;
using Ka.Commands;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Pxe;
using Ka.Store;
using Ka.Transport;

namespace Ka;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            // Three descriptors for each node; where it cannot be raised, the run says what is short.
            _ = OpenFiles.RaiseLimit();
            if (InitCommand.IsMeant(arguments))
                return InitCommand.RunFirst();
            var parsed = CommandTable
                .Create()
                .Parse(
                    StatusArguments.Mark(PairedArguments.Join(ConfigurationFile.Extend(ProgramArguments.Read(arguments)))),
                    CommandTable.Configuration
                );
            return parsed.Errors.Count > 0 ? ReportUsage(parsed) : parsed.Invoke(CommandTable.Invocation);
        }
        catch (Exception e)
            when (e
                    is LinuxException
                        or FormatException
                        or UsageException
                        or SetupException
                        or LayoutException
                        or StoreException
                        or ToolException
                        or BootImageException
                        or PxeException
                        or HandshakeException
                        or PlatformNotSupportedException
            )
        {
            Console.Error.WriteLine($"ka: {e.Message}");
            return (int)(e is UsageException ? ExitCode.Usage : ExitCode.Failed);
        }
        catch (Exception e)
        {
            // A mistake of ours: everything that helps to find it, and the same exit status as any failure.
            Console.Error.WriteLine($"ka: internal error: {e}");
            return (int)ExitCode.Failed;
        }
    }

    private static int ReportUsage(ParseResult parsed)
    {
        if (parsed is { Tokens.Count: 0, CommandResult.Command: RootCommand })
        {
            Console.Error.Write(Overview.Text);
            return (int)ExitCode.Usage;
        }
        foreach (var message in UsageErrors.Describe(parsed))
            Console.Error.WriteLine($"ka: {message}");
        Console.Error.WriteLine($"Try '{CommandNode.Of(parsed.CommandResult).Path} --help'.");
        return (int)ExitCode.Usage;
    }
}

using System;
using System.Text;
using Ka.Linux;

namespace Ka.Pxe;

/// <summary>dnsmasq at work on a boot tree, until it is stopped or dies.</summary>
/// <remarks><see cref="Run"/> belongs to one thread; <see cref="Stop"/> may come from any.</remarks>
public sealed class Dnsmasq : IDisposable
{
    private readonly ChildProcess _process;
    private volatile bool _stopped;

    private Dnsmasq(ChildProcess process) => _process = process;

    /// <summary>Lets dnsmasq read its configuration, and do nothing with it.</summary>
    /// <exception cref="PxeException">It is not installed, or the configuration is wrong; the message has its words.</exception>
    public static void Check(BytePath configuration)
    {
        try
        {
            new ToolCommand("dnsmasq", "--test", $"--conf-file={SurrogateEscape.Decode(configuration)}").Run();
        }
        catch (ToolException e)
        {
            throw new PxeException(e.Message);
        }
    }

    /// <exception cref="LinuxException">It cannot be started.</exception>
    public static Dnsmasq Start(BytePath configuration)
    {
        BytePath[] arguments =
        [
            BytePath.FromText("--keep-in-foreground"),
            BytePath.FromText($"--conf-file={SurrogateEscape.Decode(configuration)}"),
        ];
        return new Dnsmasq(
            ChildProcess.Start(
                ProcessOptions.Installed("dnsmasq", arguments) with
                {
                    Output = ChildStream.SameAsErrors,
                    Errors = ChildStream.Pipe,
                }
            )
        );
    }

    /// <summary>Passes on each line of dnsmasq's output, until dnsmasq ends.</summary>
    /// <exception cref="PxeException">dnsmasq ended without having been stopped; the message has its last lines.</exception>
    /// <exception cref="LinuxException"/>
    public void Run(Action<string> say)
    {
        var last = "";
        foreach (var line in Lines())
        {
            last = line;
            say(line);
        }
        var exit = _process.WaitForExit();
        if (!_stopped)
            throw new PxeException($"dnsmasq ended ({exit}){(last.Length == 0 ? "" : ": " + last)}");
    }

    public void Stop()
    {
        _stopped = true;
        _process.Terminate();
    }

    public void Dispose() => _process.Dispose();

    private System.Collections.Generic.IEnumerable<string> Lines()
    {
        var buffer = new byte[4096];
        var line = new StringBuilder();
        var output = new ChildOutput(_process, readsErrors: true);
        while (!output.IsOver)
        {
            var count = output.Read(buffer, null, out _);
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] != '\n')
                    line.Append((char)buffer[i]);
                if (line.Length == 0 || (buffer[i] != '\n' && line.Length < buffer.Length))
                    continue;
                // One character a byte so far: names in it are whatever machines say.
                yield return BytePath.Escape(Encoding.Latin1.GetBytes(line.ToString()));
                line.Clear();
            }
        }
        if (line.Length > 0)
            yield return BytePath.Escape(Encoding.Latin1.GetBytes(line.ToString()));
    }
}

using System;
using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Ka.CommandLine;
using Ka.Logs;
using Ka.Reporting;

namespace Ka.Commands;

/// <summary><c>--log-port</c>: a log server on a node that <c>ka</c> did not boot.</summary>
/// <param name="who">The command, in words.</param>
internal sealed class LogPortOption(string who)
{
    private readonly Option<int?> _port = new("--log-port")
    {
        Description = "Serve this node's log to holders of the token ('ka status'), on this TCP port (12345 is usual).",
        HelpName = "PORT",
    };

    public void AddTo(Command command) => command.AddOptions("Output", _port);

    /// <summary>The port is read-only: the administrator of this machine has other ways to run commands on it.</summary>
    /// <returns>null: the option was not given.</returns>
    /// <exception cref="UsageException">It is not a port.</exception>
    /// <exception cref="Linux.LinuxException">It cannot be had.</exception>
    public LogServer? Open(ParseResult parsed, ConnectionOptions door, Screen screen)
    {
        if (parsed.GetValue(_port) is not { } port)
            return null;
        var log = new LogBuffer(new UInt128(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), 1));
        screen.Said += log.Append;
        var at = new IPEndPoint(door.Bind(parsed), ConnectionOptions.CheckedPort(port, "--log-port"));
        return new LogServer(at, log, door.Token(parsed), $"commands are run in the rescue alone; this is {who}", screen.Line);
    }
}

using System;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Ka.Boot;
using Ka.Linux;
using Ka.Logs;
using Ka.Transport;

namespace Ka.NodeBoot;

/// <summary>This machine's log server, from the first address on: <c>ka status</c> reads what either stage says, and has commands
/// run.</summary>
internal static class StageLogServer
{
    // The lines of one start of the machine are counted through both stages, so both must know which start it is.
    private static readonly BytePath s_boot = BytePath.FromText(InitialMounts.HandoverDirectory + "/boot");

    /// <param name="token">null: an open deployment; every peer can read the log, and no command is run.</param>
    /// <returns>To be disposed of at the stage's end; null: the port cannot be had, and the machine goes on without.</returns>
    public static LogServer? Start(BootEnvironment bench, Token? token)
    {
        try
        {
            var log = new LogBuffer(Boot());
            var port = new LogServer(
                new IPEndPoint(IPAddress.Any, LogServer.Default),
                log,
                token,
                noCommands: null,
                bench.Log.Say
            );
            bench.Log.Follow(log.Append);
            return port;
        }
        catch (LinuxException e)
        {
            bench.Log.Warn($"no log server: {e.Message}, ignoring");
            return null;
        }
    }

    private static UInt128 Boot()
    {
        if (
            Files.TryReadAll(s_boot, out var kept).IsSuccess
            && UInt128.TryParse(kept, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var boot)
        )
            return boot;
        var made = RandomNumberGenerator.GetHexString(32);
        Files.TryOpenEmpty(s_boot, FilePermissions.Private, out var file).OrThrow("create", s_boot);
        using (file)
            file.WriteAll(Encoding.ASCII.GetBytes(made)).OrThrow("write", s_boot);
        return UInt128.Parse(made, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}

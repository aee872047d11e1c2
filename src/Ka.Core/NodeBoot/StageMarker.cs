using System.Collections.Generic;
using System.Net;
using Ka.Boot;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>The file that stage 1 leaves in /run/ka when it is done. The directory moves along into the rescue; beside the file
/// are the log, the token and the leases.</summary>
internal static class StageMarker
{
    private static readonly BytePath s_path = BytePath.FromText(InitialMounts.HandoverDirectory + "/stage1");

    /// <summary>True when stage 1 is done: this program runs in the rescue.</summary>
    public static bool IsThere
    {
        get
        {
            var opened = Files.TryOpenRead(s_path, out var file);
            file.Dispose();
            return opened.IsSuccess;
        }
    }

    /// <param name="server">The golden node that sent the rescue.</param>
    public static void Leave(IPEndPoint server) =>
        KeyValueFile.Write(s_path, new Dictionary<string, string> { ["server"] = server.ToString() });
}

using System.Collections.Generic;
using System.Net;
using Ka.Boot;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>That stage 1 has done its part, in /run/ka, which moves along; beside it lie the log, the token and the
/// leases.</summary>
internal static class StageMarker
{
    private static readonly BytePath s_path = BytePath.FromText(InitialMounts.HandoverDirectory + "/stage1");

    /// <summary>We are in the rescue.</summary>
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

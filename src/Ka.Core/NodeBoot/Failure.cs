using System.Text;
using Ka.Boot;
using Ka.Linux;

namespace Ka.NodeBoot;

/// <summary>The reason of a stage's failure, passed from the process that ran the stage to PID 1.</summary>
internal static class Failure
{
    public const string Path = InitialMounts.HandoverDirectory + "/failure";

    /// <summary>Writes the reason. Without memory or /run it cannot be passed on, and is lost.</summary>
    public static void Leave(string reason)
    {
        var written = Files.TryOpenEmpty(BytePath.FromText(Path), FilePermissions.Private, out var file);
        using (file)
            if (written.IsSuccess)
                _ = file.WriteAll(Encoding.UTF8.GetBytes(reason));
    }

    /// <summary>Reads the reason; null when there is none.</summary>
    public static string? Find() =>
        Files.TryReadAll(BytePath.FromText(Path), out var reason).IsSuccess && reason.Length > 0 ? BytePath.Escape(reason) : null;
}

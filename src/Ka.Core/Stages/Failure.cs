using System.Text;
using Ka.Boot;
using Ka.Linux;

namespace Ka.Stages;

/// <summary>Why a stage failed, from the process that ran it to PID 1.</summary>
internal static class Failure
{
    public const string Path = BootEntries.HandoverDirectory + "/failure";

    /// <summary>Does what it can: without memory or /run there is nobody to tell it to.</summary>
    public static void Leave(string reason)
    {
        var written = Files.TryOpenEmpty(BytePath.FromText(Path), FilePermissions.Private, out var file);
        using (file)
            if (written.IsSuccess)
                _ = file.WriteAll(Encoding.UTF8.GetBytes(reason));
    }

    /// <summary>null: nobody left one.</summary>
    public static string? Find() =>
        Files.TryReadAll(BytePath.FromText(Path), out var reason).IsSuccess && reason.Length > 0 ? BytePath.Escape(reason) : null;
}

using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>How lsblk(8) is asked, of util-linux 2.32 and later.</summary>
/// <remarks>A version that does not know a column refuses the whole call and names the column: it is asked again without
/// it.</remarks>
internal static class BlockDeviceQuery
{
    private const string Complaint = "unknown column: ";

    /// <summary>PATH came with 2.33, PTTYPE with 2.35, MOUNTPOINTS with 2.37.</summary>
    private static readonly string[] s_columns =
    [
        "NAME",
        "KNAME",
        "PATH",
        "MAJ:MIN",
        "TYPE",
        "SIZE",
        "LOG-SEC",
        "RM",
        "RO",
        "SERIAL",
        "WWN",
        "MODEL",
        "TRAN",
        "FSTYPE",
        "UUID",
        "LABEL",
        "PTTYPE",
        "MOUNTPOINTS",
    ];

    /// <summary>The devices of this machine, with what the kernel has mounted of them.</summary>
    /// <param name="words">Options and devices; none: all devices.</param>
    /// <exception cref="ToolException"/>
    public static IReadOnlyList<BlockDevice> Read(params string[] words)
    {
        var json = Ask(columns => ToolCommand.Query("lsblk", ["-J", "-b", "-o", columns, .. words]));
        return KernelMount.Complete(BlockDevice.Parse(json), KernelMount.Read(), KernelMount.ReadSwaps());
    }

    private static string Ask(Func<string, ToolCommand> command)
    {
        for (var columns = s_columns.ToList(); ; )
        {
            var call = command(string.Join(',', columns));
            var result = call.TryRun();
            if (result.Status == 0 && !result.IsTimedOut)
                return result.Text;
            if (!TryDrop(columns, result.Errors))
                throw call.Failure(result);
        }
    }

    /// <summary>Replaces or removes the column that lsblk complains of.</summary>
    /// <returns>false: it complains of something else.</returns>
    internal static bool TryDrop(List<string> columns, string complaint)
    {
        var at = complaint.IndexOf(Complaint, StringComparison.Ordinal);
        if (at < 0)
            return false;
        // Some versions print the rest of the list, too.
        var name = complaint[(at + Complaint.Length)..].Split(',', '\n')[0].Trim();
        var index = columns.IndexOf(name);
        if (index < 0)
            return false;
        if (name == "MOUNTPOINTS")
            columns[index] = "MOUNTPOINT";
        else
            columns.RemoveAt(index);
        return true;
    }
}

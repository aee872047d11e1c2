using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.TestKit;

namespace Ka.Demo;

/// <summary>How a node's tree differs from the golden one, as two comparers see it that know nothing of each other.</summary>
/// <param name="Rsync">Lines of <c>rsync -aHAXn --delete --checksum --itemize-changes</c>: contents, owners, modes, times,
/// hard links, ACLs, extended attributes.</param>
/// <param name="Tree">What rsync does not know: sparse allocation, nanoseconds, device numbers.</param>
internal sealed record NodeVerdict(IReadOnlyList<string> Rsync, IReadOnlyList<string> Tree)
{
    public bool IsIdentical => Rsync.Count == 0 && Tree.Count == 0;

    /// <summary>Compares two directories; reads every byte of both.</summary>
    public static NodeVerdict Of(string golden, string node)
    {
        var rsync = Child.Run("rsync", "-aHAXn", "--delete", "--checksum", "--itemize-changes", golden + "/", node + "/");
        return new NodeVerdict(
            rsync.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList(),
            TreeDiff.Compare(BytePath.FromText(golden), BytePath.FromText(node))
        );
    }
}

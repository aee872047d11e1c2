using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Manifests.Comparison;

/// <summary>Which names share an inode, on one file system.</summary>
internal sealed class LinkGroups
{
    private readonly Dictionary<(DeviceNumber Device, ulong Inode), byte[]> _firsts = [];

    /// <summary>Checks the linked names of a job. Jobs come in the order of the manifest: a first name comes before the
    /// others.</summary>
    public void Check(ComparisonJob job)
    {
        foreach (var linked in job.Linked)
        {
            var path = job.PathOf(linked.Name);
            _firsts.TryGetValue(linked.Node, out var first);
            if (first is null)
                _firsts.Add(linked.Node, path);
            if (!(first ?? []).AsSpan().SequenceEqual(linked.First ?? []))
                job.Add(linked.Name, DifferenceKind.HardLink, "hard link", Show(job, linked.First), Show(job, first));
        }
    }

    private static string Show(ComparisonJob job, byte[]? first) =>
        first is null ? "a file of its own" : $"another name of '{job.Show(first)}'";
}

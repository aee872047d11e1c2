using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Disks.Probe;

/// <summary>Which mounts a path leads to: another one on the same place, or on a directory above, hides a mount.</summary>
internal sealed class MountReach(IReadOnlyList<KernelMount> mounts)
{
    private readonly Dictionary<int, KernelMount> _byId = mounts.DistinctBy(mount => mount.Id).ToDictionary(mount => mount.Id);

    private readonly ILookup<int, KernelMount> _children = mounts.ToLookup(mount => mount.Parent);

    public bool Has(KernelMount mount)
    {
        if (_children[mount.Id].Any(child => child.Id != mount.Id && child.Target == mount.Target))
            return false;
        // A mount whose parent is not listed is the root of what this process sees.
        var above = mount;
        for (var steps = 0; steps < mounts.Count && _byId.TryGetValue(above.Parent, out var parent); steps++)
        {
            if (parent == above || _children[parent.Id].Any(other => other.Id != above.Id && Hides(other, above, parent)))
                return parent == above;
            above = parent;
        }
        return true;
    }

    private static bool Hides(KernelMount other, KernelMount mount, KernelMount parent) =>
        mount.Target != parent.Target
        && (other.Target == parent.Target || mount.Target.StartsWith(other.Target.TrimEnd('/') + "/", StringComparison.Ordinal));
}

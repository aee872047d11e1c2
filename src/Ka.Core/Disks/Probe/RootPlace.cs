using System;
using System.Linq;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>Why the golden tree's root is in no layout, and what to do: a container, a live system, a disk that was not chosen.
/// Pure.</summary>
internal static class RootPlace
{
    /// <summary>A sentence for the operator.</summary>
    public static string Refusal(CaptureFacts facts)
    {
        var root = facts.Root.Length == 0 ? "/" : facts.Root;
        var shown = BytePath.FromText(root);
        if (Of(facts, root) is not { } mount)
            return $"'{shown}' is on nothing that is mounted here: name the golden tree (--root)";
        var source = BytePath.FromText(mount.Source);
        if (facts.DeviceOf(mount) is not { } device)
            return CaptureFacts.Find(facts.OtherDevices, mount) is { } other
                ? $"'{shown}' is on {other.Path}, which is no fixed disk of this machine: name its disk (--disk)"
                : $"'{shown}' is on {source} ({mount.Type}), which is no disk of this machine: run ka on the golden node "
                    + "itself and in no container, or name the golden tree (--root)";
        return device.IsUnreadable
            ? $"'{shown}' is on {device.Path}, which cannot be read: run ka where it can be, as root and in no container"
            : $"'{shown}' is on {device.Path}, and what is on it cannot be described ({device.Type}, {mount.Type}): name a "
                + "golden tree that is on disks, arrays or volumes (--root)";
    }

    /// <summary>The mount that a path leads to: the innermost around it that no other hides.</summary>
    private static KernelMount? Of(CaptureFacts facts, string path)
    {
        var reach = new MountReach(facts.Mounts);
        return facts.Mounts.Where(mount => IsAround(mount.Target, path) && reach.Has(mount)).MaxBy(mount => mount.Target.Length);
    }

    private static bool IsAround(string target, string path) =>
        target == "/" || path == target || path.StartsWith(target + "/", StringComparison.Ordinal);
}

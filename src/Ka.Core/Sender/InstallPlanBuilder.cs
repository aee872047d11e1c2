using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Disks.Check;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Trees.Reading;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The making of the install plan of a golden node, and of the streams that go with it. Which file systems
/// are copied, and what of them stays behind, is decided here.</summary>
public sealed class InstallPlanBuilder
{
    private readonly Layout _golden;
    private readonly string _root;
    private readonly IReadOnlyList<string> _exclude;
    private readonly List<BytePath> _trees = [];
    private readonly List<string> _targets = [];
    private readonly List<StreamSource> _sources = [];
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly List<CaptureFinding> _findings = [];

    /// <param name="golden">The layout of the golden node's disks.</param>
    /// <param name="root">The root of its tree; "/" on the golden node itself.</param>
    /// <param name="exclude">Directories of the tree whose contents stay behind; absolute.</param>
    /// <param name="partitions">Devices that are copied as they are.</param>
    /// <param name="wishes">The other fields of the plan for nodes; its layout and lists of streams are made here.</param>
    /// <exception cref="LayoutException">The layout or the partitions cannot be copied.</exception>
    public InstallPlanBuilder(
        Layout golden,
        string root,
        IReadOnlyList<string> exclude,
        IReadOnlyList<BytePath> partitions,
        InstallPlan wishes
    )
    {
        _root = root.TrimEnd('/');
        _exclude = exclude;
        _golden = Without(golden, partitions);
        foreach (var partition in partitions)
            _sources.Add(StreamSource.Partition(partition));
        foreach (var mount in Copied(GoldenSelection.Without(_golden, wishes.Excluded, [])))
            AddTree(mount);
        foreach (var directory in exclude)
            if (!_golden.Mounts.Any(mount => IsInside(directory, mount.Target)))
                throw new LayoutException(
                    $"'{BytePath.FromText(directory)}' is to be left out, and is on no file system that is copied"
                );
        if (_sources.Count == 0)
            throw new LayoutException("no file system of the golden node is mounted: there is nothing to copy");
        var plan = wishes with { Trees = _trees, Partitions = partitions };
        var layout = GoldenFacts.Complete(GoldenFacts.WithWritten(_golden, _written), Root, NotSent(KernelMount.Read()), plan);
        Plan = Checked(plan with { Layout = Encoding.UTF8.GetBytes(LayoutText.Write(layout)) });
    }

    public PlanBytes Plan { get; }

    /// <summary>Partitions first: a node that cannot take them says so before it has written a tree.</summary>
    public StreamSource Source => StreamSource.All(_sources);

    /// <summary>Mount points whose file systems are copied.</summary>
    public IReadOnlyList<BytePath> Trees => _trees;

    /// <summary>The same as text.</summary>
    public IReadOnlyList<string> Targets => _targets;

    /// <summary>What of the trees would not fit into the file systems of the layout.</summary>
    public IReadOnlyList<CaptureFinding> Findings => _findings;

    /// <summary>Where a layout's file systems are copied from, when nothing is left out: what is mounted has a size in use.
    /// What is not is made anew and stays empty.</summary>
    public static IEnumerable<Mount> Copied(Layout layout) =>
        layout.Mounts.Where(mount =>
            layout.FileSystems.Any(fileSystem => fileSystem.Device == mount.Device && fileSystem.Used is not null)
        );

    /// <summary>A node refuses what it cannot read: better here, before any has come.</summary>
    /// <exception cref="LayoutException">A node would refuse it.</exception>
    internal static PlanBytes Checked(InstallPlan plan)
    {
        try
        {
            var bytes = plan.Encode();
            InstallPlan.Decode(bytes);
            return new PlanBytes(bytes);
        }
        catch (Exception e) when (e is ProtocolException or ArgumentException)
        {
            throw new LayoutException($"the plan cannot be sent: {e.Message}");
        }
    }

    /// <summary>Paths of the tree that copies lack: what was left out, and where a file system is mounted that is not copied.
    /// A directory of them is there, and empty.</summary>
    /// <param name="mounts">What is mounted on this machine.</param>
    internal IReadOnlySet<string> NotSent(IReadOnlyList<KernelMount> mounts)
    {
        var found = _exclude.ToHashSet(StringComparer.Ordinal);
        found.UnionWith(_golden.Mounts.Select(mount => mount.Target));
        foreach (var mount in mounts)
            if (IsInside(mount.Target, Root))
                found.Add(mount.Target == Root ? "/" : mount.Target[_root.Length..]);
        found.ExceptWith(_targets);
        return found;
    }

    /// <summary>Nothing is made, and nothing mounted, on what comes as it is.</summary>
    private static Layout Without(Layout golden, IReadOnlyList<BytePath> partitions)
    {
        var raw = new List<string>();
        foreach (var partition in partitions)
            raw.Add(partition.ToString());
        return golden with
        {
            FileSystems = [.. golden.FileSystems.Where(fileSystem => !raw.Contains("/dev/" + fileSystem.Device))],
            Mounts = [.. golden.Mounts.Where(mount => !raw.Contains("/dev/" + mount.Device))],
        };
    }

    private void AddTree(Mount mount)
    {
        // The directory itself is made when the file system around it is copied.
        if (_exclude.Contains(mount.Target))
            return;
        var inside = _exclude
            .Where(directory => HomeOf(directory) == mount.Target)
            .Concat(
                _golden
                    .Mounts.Select(other => other.Target)
                    .Where(target => target != mount.Target && IsInside(target, mount.Target) && IsDirectory(target))
            )
            .Concat(NestedTrees(mount))
            .Distinct();
        var name = BytePath.FromText(mount.Target);
        var stays = new List<BytePath>();
        foreach (var directory in inside)
            stays.Add(Place(directory));
        _trees.Add(name);
        _targets.Add(mount.Target);
        _sources.Add(StreamSource.Tree(Place(mount.Target), stays, name));
        Survey(mount, stays);
    }

    /// <summary>Walks a tree when a node could not know otherwise whether it fits: where files may share contents, where the
    /// layout is not this machine's, and on FAT, whose clusters depend on its size.</summary>
    private void Survey(Mount mount, List<BytePath> stays)
    {
        if (_golden.FileSystems.FirstOrDefault(one => one.Device == mount.Device) is not { } fileSystem)
            return;
        var isOfAnotherType = IsOfAnotherType(fileSystem, mount);
        if (!isOfAnotherType && fileSystem.Type != "vfat" && !GoldenFacts.MayShare(fileSystem, mount))
            return;
        var place = Place(mount.Target);
        var limits = TargetLimits.Of(_golden, fileSystem, isOfAnotherType);
        var found = TreeSurvey.Read(place, stays.Select(path => TreeProducer.Inside(place, path)), limits);
        _written[mount.Device] = _written.GetValueOrDefault(mount.Device) + found.Bytes;
        foreach (var misfit in found.Misfits)
            _findings.Add(Finding(misfit, mount, fileSystem));
    }

    private static CaptureFinding Finding(TreeMisfit misfit, Mount mount, FileSystem fileSystem) =>
        new(
            misfit.Kind switch
            {
                TreeMisfitKind.Link => CaptureFindingKind.LinkTooLong,
                TreeMisfitKind.Kind => CaptureFindingKind.KindNotHeld,
                TreeMisfitKind.Name => CaptureFindingKind.NameNotHeld,
                TreeMisfitKind.Attributes => CaptureFindingKind.AttributesNotHeld,
                _ => CaptureFindingKind.OwnerNotKept,
            },
            $"{mount.Target.TrimEnd('/')}/{SurrogateEscape.Decode(misfit.Path.Bytes).TrimStart('.').Trim('/')}",
            fileSystem.Type,
            misfit.Others == 0 ? misfit.Reason : $"{misfit.Reason}; {misfit.Others} more like it"
        );

    /// <summary>The tree lies on another type of file system than it is copied to: the layout comes from a file.</summary>
    private bool IsOfAnotherType(FileSystem fileSystem, Mount mount)
    {
        var (place, type, length) = (Place(mount.Target).ToString(), "", -1);
        foreach (var live in KernelMount.Read())
            if (IsInside(place, live.Target) && live.Target.Length >= length)
                (type, length) = (live.Type, live.Target.Length);
        return type != fileSystem.Type && !(IsExt(type) && IsExt(fileSystem.Type));
    }

    private static bool IsExt(string type) => FileSystemKind.Find(type) is { IsExt: true };

    /// <summary>Directories of a btrfs that are subvolumes with a tree of their own: its top, mounted beside them, has them,
    /// too.</summary>
    private IEnumerable<string> NestedTrees(Mount mount)
    {
        if (_golden.FileSystems.FirstOrDefault(one => one.Device == mount.Device) is not { Type: "btrfs" } fileSystem)
            yield break;
        var part = mount.Subvolume ?? fileSystem.DefaultSubvolume ?? "";
        foreach (var other in _golden.Mounts)
            if (
                other.Device == mount.Device
                && (other.Subvolume ?? fileSystem.DefaultSubvolume) is { Length: > 0 } inner
                && (part.Length == 0 || inner.StartsWith(part + "/", StringComparison.Ordinal))
                && inner != part
            )
                yield return $"{mount.Target.TrimEnd('/')}/{(part.Length == 0 ? inner : inner[(part.Length + 1)..])}";
    }

    /// <summary>The mount point of the file system that a directory is on.</summary>
    private string? HomeOf(string directory)
    {
        string? home = null;
        foreach (var mount in _golden.Mounts)
            if (IsInside(directory, mount.Target) && mount.Target.Length > (home?.Length ?? 0))
                home = mount.Target;
        return home;
    }

    private bool IsDirectory(string target)
    {
        var opened = Files.TryOpenDirectory(Place(target), out var directory);
        directory.Dispose();
        return opened.IsSuccess;
    }

    private string Root => _root.Length == 0 ? "/" : _root;

    private BytePath Place(string target) => BytePath.FromText(target == "/" ? Root : _root + target);

    private static bool IsInside(string path, string directory) =>
        path == directory || path.StartsWith(directory == "/" ? "/" : directory + "/", StringComparison.Ordinal);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Linux;
using Ka.Store;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The making of the install plan of an image, and of the streams that go with it.</summary>
public sealed class StoredPlanBuilder
{
    private readonly List<StreamSource> _sources = [];

    /// <param name="image">Stays open as long as the streams are used.</param>
    /// <param name="exclude">Mount points whose file systems stay behind; they are made, and stay empty.</param>
    /// <param name="wishes">The other fields of the plan for nodes; its layout and lists of streams are made here.</param>
    /// <exception cref="LayoutException">The image cannot be copied like that.</exception>
    /// <exception cref="StoreException">The image is damaged.</exception>
    public StoredPlanBuilder(StoredImage image, IReadOnlyList<string> exclude, InstallPlan wishes)
    {
        var content = image.Read(StoredImage.Layout);
        Layout = LayoutText.Read(content);
        // They are of the boot loader that the golden node had when it was saved.
        if (wishes.BootLoader.Length > 0)
            Layout = Layout with { BootObstacles = [] };
        DemandMounts(image, exclude);
        var used = GoldenSelection.Without(Layout, wishes.Excluded, []).Mounts.Select(mount => mount.Target).ToList();
        var (trees, partitions) = (new List<BytePath>(), new List<BytePath>());
        for (var i = 0; i < image.Record.Streams.Count; i++)
        {
            var stream = image.Record.Streams[i];
            var target = SurrogateEscape.Decode(stream.Name);
            if (stream.Kind == StoredKind.Partition)
                partitions.Add(stream.Name);
            else if (used.Contains(target) && !exclude.Contains(target))
                trees.Add(stream.Name);
            else
                continue;
            _sources.Add(StreamSource.Stored(image, i));
        }
        if (_sources.Count == 0)
            throw new LayoutException($"{image.Name}: nothing is left to copy");
        Plan = InstallPlanBuilder.Checked(
            wishes with
            {
                Layout = Encoding.UTF8.GetBytes(LayoutText.Write(Layout)),
                Trees = trees,
                Partitions = partitions,
            }
        );
    }

    public PlanBytes Plan { get; }

    /// <summary>Of the golden node's disks.</summary>
    public Layout Layout { get; }

    public StreamSource Source => StreamSource.All(_sources);

    /// <summary>The hooks of an image, which nodes run before they copy.</summary>
    /// <exception cref="StoreException">One is damaged.</exception>
    public static IReadOnlyList<PlanFile> Hooks(StoredImage image)
    {
        var hooks = new List<PlanFile>();
        foreach (var path in image.PathsBelow(StoredImage.Hooks))
            if (path.Split('/') is [_, var stage, var name])
                hooks.Add(new PlanFile(stage, name, image.Read(path)));
        return hooks;
    }

    /// <summary>Frames go out as they are stored: what is inside of a file system cannot be left out of them.</summary>
    private static void DemandMounts(StoredImage image, IReadOnlyList<string> exclude)
    {
        foreach (var directory in exclude)
            if (!image.Record.Streams.Any(stream => stream.Name == BytePath.FromText(directory)))
                throw new LayoutException(
                    $"'{BytePath.FromText(directory)}' is no file system of the image {image.Name}: a directory is left out when "
                        + "the image is saved ('ka save -x')"
                );
    }
}

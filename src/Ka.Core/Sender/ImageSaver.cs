using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Ka.BootImages.Build;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Manifests;
using Ka.Prepare.Families;
using Ka.RootTrees;
using Ka.Store;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>Saves a golden node into a store: the streams that would be sent, and all that is sent with them. One thread, but for
/// <see cref="Bytes"/> and <see cref="Cancel"/>.</summary>
public sealed class ImageSaver(SaveRequest request, ImageDraft draft)
{
    private readonly object _running = new();
    private IReadOnlyList<IStreamProducer> _producers = [];
    private FrameWriter? _writer;
    private long _before;
    private bool _isCancelled;

    /// <summary>Plain bytes that were read so far. Any thread.</summary>
    public long Bytes => Volatile.Read(ref _before) + (Volatile.Read(ref _writer)?.Length ?? 0);

    /// <summary>Bytes that will be read, as the layout has them.</summary>
    public long ExpectedBytes =>
        Layout
            .FileSystems.Where(fileSystem =>
                Layout.Mounts.Any(mount =>
                    mount.Device == fileSystem.Device && Plan.Trees.Contains(BytePath.FromText(mount.Target))
                )
            )
            .Sum(fileSystem => fileSystem.Used ?? 0);

    private InstallPlan Plan { get; } = InstallPlan.Decode(request.Plan.Plan.Bytes);

    private Layout Layout => field ??= LayoutText.Read(Plan.Layout);

    /// <summary>Saves everything, and puts the version in its place.</summary>
    /// <exception cref="StoreException">Something could not be read or stored; there is no such version then.</exception>
    /// <exception cref="LinuxException">As above.</exception>
    public ImageRecord Run()
    {
        SpaceNeed.Demand(draft, ExpectedBytes);
        draft.Add(StoredImage.Layout, Plan.Layout.Span);
        AddHooks();
        if (request.Kernel is not null)
            foreach (var file in new[] { ImageBuild.Vmlinuz, ImageBuild.StageOne, ImageBuild.Rescue })
                draft.AddMade($"{StoredImage.Boot}/{file}");
        var (streams, notes) = (new List<StoredStream>(), new List<string>());
        using (var file = draft.Create(StoredImage.Manifest))
        {
            var manifest = new ManifestWriter(file);
            manifest.Begin(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), MachineName.Read());
            Open();
            foreach (var producer in _producers)
                streams.Add(Save(producer, manifest, notes));
            manifest.End();
            file.Flush();
        }
        draft.AddMade(StoredImage.Manifest);
        var record = Record(streams, notes);
        if (Volatile.Read(ref _isCancelled))
            throw new StoreException("stopped: nothing was saved");
        draft.Commit(record);
        return record;
    }

    /// <summary>Ends <see cref="Run"/> soon. Any thread.</summary>
    public void Cancel()
    {
        lock (_running)
        {
            Volatile.Write(ref _isCancelled, true);
            foreach (var producer in _producers)
                producer.Cancel();
        }
    }

    private void Open()
    {
        lock (_running)
            _producers = request.Plan.Source.Open();
    }

    private StoredStream Save(IStreamProducer producer, ManifestWriter manifest, List<string> notes)
    {
        if (Volatile.Read(ref _isCancelled))
            throw new StoreException("stopped: nothing was saved");
        var isTree = producer.Kind == StreamKind.Tree;
        var writer = draft.BeginStream(isTree);
        Volatile.Write(ref _writer, writer);
        producer.Record(manifest);
        try
        {
            var report = producer.Produce(new CancellableOutput(writer, () => Volatile.Read(ref _isCancelled)));
            notes.AddRange(report.Notes);
            var stream = draft.EndStream(
                new StoredStream(producer.Name)
                {
                    Kind = isTree ? StoredKind.Tree : StoredKind.Partition,
                    Length = 0,
                    Hash = 0,
                    Frames = 0,
                    Stored = 0,
                    New = 0,
                    Unreadable = report.Unreadable,
                    Changed = report.Changed,
                    PartitionSize = producer.Partition?.Size ?? 0,
                    PartitionImage = producer.Partition?.Image ?? "",
                }
            );
            manifest.EndStream(stream.Length, stream.Hash);
            Volatile.Write(ref _writer, null);
            Volatile.Write(ref _before, _before + stream.Length);
            return stream;
        }
        catch (ProducerException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    private void AddHooks()
    {
        foreach (var hook in Plan.Hooks)
        {
            draft.MakeDirectory(StoredImage.Hooks);
            draft.MakeDirectory($"{StoredImage.Hooks}/{hook.Subject}");
            draft.Add($"{StoredImage.Hooks}/{hook.Subject}/{hook.Name}", hook.Content.Span);
        }
    }

    private ImageRecord Record(IReadOnlyList<StoredStream> streams, IReadOnlyList<string> notes)
    {
        using var tree = new RootTree(request.Root);
        var system = Distribution.Of(tree);
        return new ImageRecord
        {
            Created = DateTime.UtcNow,
            Host = MachineName.Read().ToString(),
            Program = request.Program,
            Root = request.Root.ToString(),
            System = system.Id,
            SystemName = system.Title,
            Firmware = Layout.Firmware == Firmware.Uefi ? "uefi" : "bios",
            Kernel = request.Kernel,
            Excluded = [.. request.Excluded.Select(directory => BytePath.FromText(directory).ToString())],
            Streams = streams,
            Notes = notes,
        };
    }
}

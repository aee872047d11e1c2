using System;
using System.Collections.Generic;
using Ka.Disks.Images;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Receiver;

/// <summary>The target of a run's streams.</summary>
public sealed class ReceiverTarget
{
    private readonly Func<Action<string>, IStreamConsumer>? _open;
    private readonly IReadOnlyList<PartitionTarget> _partitions;

    private ReceiverTarget(Func<Action<string>, IStreamConsumer>? open, IReadOnlyList<PartitionTarget> partitions) =>
        (_open, _partitions) = (open, partitions);

    /// <param name="sync">The receipt waits for the disk; otherwise only for the kernel.</param>
    public static ReceiverTarget Tree(BytePath root, bool sync) =>
        new(print => new TreeConsumer(root, sync, written => TreeNotes.Protect(written, note => print($"note: {note}"))), []);

    public static ReceiverTarget File(BytePath path) => new(_ => new FileConsumer(path), []);

    public static ReceiverTarget Command(BytePath command) => new(_ => new CommandConsumer(command), []);

    /// <summary>No target: the node fails with <paramref name="reason"/> and still passes the stream on.</summary>
    public static ReceiverTarget Refusal(string reason) => new(_ => new RefusingConsumer(reason), []);

    /// <summary>Partitions; other streams go to <paramref name="rest"/>, or are refused when it is null.</summary>
    /// <exception cref="LayoutException">A device is not a block device, or is in use.</exception>
    /// <exception cref="LinuxException">A device is not there.</exception>
    public static ReceiverTarget Partitions(IReadOnlyList<PartitionTarget> partitions, ReceiverTarget? rest)
    {
        foreach (var partition in partitions)
            RawPartition.CheckUnused(partition.Device);
        return new ReceiverTarget(rest?._open, partitions);
    }

    /// <summary>This machine's disks, according to the golden node's plan.</summary>
    public static ReceiverTarget Machine(InstallOptions options) => new(null, []) { Install = options };

    /// <summary>Settings of the installation; null: plans are refused.</summary>
    internal InstallOptions? Install { get; private init; }

    /// <summary>The consumer of one round.</summary>
    /// <param name="print">Gets a line for people.</param>
    internal IStreamConsumer Open(Action<string> print) =>
        new DispatchingConsumer(_partitions.Count > 0 ? new PartitionConsumer(_partitions) : null, _open?.Invoke(print));
}

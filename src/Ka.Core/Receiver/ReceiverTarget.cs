using System;
using System.Collections.Generic;
using Ka.Disks;
using Ka.Linux;

namespace Ka.Receiver;

/// <summary>Where the streams go.</summary>
public sealed class ReceiverTarget
{
    private readonly Func<IStreamConsumer>? _open;
    private readonly IReadOnlyList<PartitionTarget> _partitions;

    private ReceiverTarget(Func<IStreamConsumer>? open, IReadOnlyList<PartitionTarget> partitions) => (_open, _partitions) = (open, partitions);

    /// <param name="sync">The receipt waits for the disk; otherwise only for the kernel.</param>
    public static ReceiverTarget Tree(BytePath root, bool sync) => new(() => new TreeConsumer(root, sync), []);

    public static ReceiverTarget File(BytePath path) => new(() => new FileConsumer(path), []);

    public static ReceiverTarget Command(BytePath command) => new(() => new CommandConsumer(command), []);

    /// <summary>Nowhere: the node says <paramref name="reason"/> to the golden node, fails, and still passes the stream on.</summary>
    public static ReceiverTarget Refusal(string reason) => new(() => new RefusingConsumer(reason), []);

    /// <summary>Partitions, and whatever else comes where <paramref name="rest"/> says; null: nothing else may come.</summary>
    /// <exception cref="LayoutException">A device is none, or in use.</exception>
    /// <exception cref="LinuxException">A device is not there.</exception>
    public static ReceiverTarget Partitions(IReadOnlyList<PartitionTarget> partitions, ReceiverTarget? rest)
    {
        foreach (var partition in partitions)
            RawPartition.CheckUnused(partition.Device);
        return new ReceiverTarget(rest?._open, partitions);
    }

    /// <summary>This machine's disks, as the golden node's plan says.</summary>
    public static ReceiverTarget Machine(InstallOptions options) => new(null, []) { Install = options };

    /// <summary>null: no plan is taken.</summary>
    internal InstallOptions? Install { get; private init; }

    internal IStreamConsumer Open() => new DispatchingConsumer(_partitions.Count > 0 ? new PartitionConsumer(_partitions) : null, _open?.Invoke());
}

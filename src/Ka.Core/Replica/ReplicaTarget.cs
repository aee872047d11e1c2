using System;
using Ka.Linux;

namespace Ka.Replica;

/// <summary>Where the stream goes.</summary>
public sealed class ReplicaTarget
{
    private readonly Func<IStreamConsumer> _open;

    private ReplicaTarget(Func<IStreamConsumer> open) => _open = open;

    /// <param name="sync">The receipt waits for the disk; otherwise only for the kernel.</param>
    public static ReplicaTarget Tree(BytePath root, bool sync) => new(() => new TreeConsumer(root, sync));

    public static ReplicaTarget File(BytePath path) => new(() => new FileConsumer(path));

    public static ReplicaTarget Command(BytePath command) => new(() => new CommandConsumer(command));

    /// <summary>Nowhere: the node says <paramref name="reason"/> to the golden node, fails, and still passes the stream on.</summary>
    public static ReplicaTarget Refusal(string reason) => new(() => new RefusingConsumer(reason));

    internal IStreamConsumer Open() => _open();
}

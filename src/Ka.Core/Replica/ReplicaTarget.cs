using System;
using Ka.Linux;

namespace Ka.Replica;

/// <summary>Where the stream goes.</summary>
public sealed class ReplicaTarget
{
    private readonly Func<IStreamConsumer> _open;

    private ReplicaTarget(Func<IStreamConsumer> open) => _open = open;

    public static ReplicaTarget Tree(BytePath root) => new(() => new TreeConsumer(root));

    public static ReplicaTarget File(BytePath path) => new(() => new FileConsumer(path));

    public static ReplicaTarget Command(BytePath command) => new(() => new CommandConsumer(command));

    internal IStreamConsumer Open() => _open();
}

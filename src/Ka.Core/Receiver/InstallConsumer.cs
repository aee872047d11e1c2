using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Streams;
using Ka.Trees.Writing;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The consumer of an installation: each tree goes to its mounted file system, each partition to its device.</summary>
/// <remarks>A stream that the plan does not name is refused, and all that it names must have come before the clone is
/// finished.</remarks>
/// <param name="begin">Called with the name of each stream that begins.</param>
/// <param name="finish">Called after the last stream, with a report of each tree: carries out the steps that make a clone of
/// it.</param>
internal sealed class InstallConsumer(
    FittedPlan job,
    string directory,
    Action<BytePath> begin,
    Action<IReadOnlyList<TreeWriteReport>> finish
) : IStreamConsumer
{
    private readonly List<BytePath> _done = [];
    private readonly List<TreeWriteReport> _written = [];

    public void Consume(StreamBegin stream, IByteSource source)
    {
        if (IsIn(_done, stream.Name))
            throw new ConsumerException($"the golden node sends {stream.Name} twice");
        begin(stream.Name);
        Target(stream).Consume(stream, source);
        _done.Add(stream.Name);
    }

    public void Complete()
    {
        foreach (var name in job.Trees)
            Demand(name);
        foreach (var partition in job.Partitions)
            Demand(partition.Golden);
        finish(_written);
    }

    private IStreamConsumer Target(StreamBegin stream) =>
        stream.Kind switch
        {
            StreamKind.Tree when IsIn(job.Trees, stream.Name) => new TreeConsumer(PlaceOf(stream.Name), sync: true, _written.Add),
            StreamKind.Partition when job.Partitions.Any(partition => partition.Golden == stream.Name) => new PartitionConsumer(
                job.Partitions
            ),
            _ => throw new ConsumerException($"the golden node sends {stream.Name}, which is not in its plan"),
        };

    private void Demand(BytePath name)
    {
        if (!IsIn(_done, name))
            throw new ConsumerException($"{name} is in the plan and was not sent");
    }

    private static bool IsIn(IReadOnlyList<BytePath> names, BytePath name)
    {
        foreach (var other in names)
            if (other == name)
                return true;
        return false;
    }

    private BytePath PlaceOf(BytePath tree)
    {
        var place = BytePath.FromText(directory);
        return tree.Bytes.SequenceEqual("/"u8) ? place : new BytePath([.. place.Bytes, .. tree.Bytes]);
    }
}

using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Images;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The consumer of <c>-D PART=DEV</c>: writes a partition's image or bytes to an unused block device, and checks
/// everything before it writes.</summary>
internal sealed class PartitionConsumer(IReadOnlyList<PartitionTarget> targets) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source)
    {
        var (path, origin) = (TargetOf(stream), stream.Partition!);
        var size = RawPartition.CheckUnused(path);
        if (size < origin.Size)
            throw new ConsumerException($"{path} has {size} bytes, and {origin.Size} are needed for {stream.Name}");
        if (origin.Image.Length == 0)
            new FileConsumer(path).Consume(stream, source);
        else if (!Partclone.Knows(origin.Image))
            throw new ConsumerException(
                $"{stream.Name} comes as an image of {Partclone.Program(origin.Image)}, which is not installed here"
            );
        else
            Restore(source, path, Partclone.Program(origin.Image));
    }

    private BytePath TargetOf(StreamBegin stream) =>
        targets.FirstOrDefault(target => target.Golden.Equals(stream.Name))?.Device
        ?? throw new ConsumerException($"the golden node sends {stream.Name}, and no -D says where it goes");

    private static void Restore(IByteSource source, BytePath path, string program)
    {
        // What partclone prints counts as an error message, too.
        var options = ProcessOptions.Installed(program, Partclone.RestoreWords(path)) with
        {
            Output = ChildStream.SameAsErrors,
            Errors = ChildStream.LossyPipe,
        };
        new ProgramInput(options, $"{program} {path}", Partclone.Reason).CopyFrom(source);
        using var device = Files.OpenRead(path);
        Files.Sync(device).OrThrow("fsync", path);
    }
}

using System.Collections.Generic;
using System.Linq;
using Ka.Disks;
using Ka.Linux;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The consumer of <c>-D PART=DEV</c>: writes a partition's image or bytes to an unused block device, and checks everything before it
/// writes.</summary>
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
            throw new ConsumerException($"{stream.Name} comes as an image of {Partclone.Program(origin.Image)}, which is not installed here");
        else
            Restore(source, path, Partclone.Program(origin.Image));
    }

    private BytePath TargetOf(StreamBegin stream) => targets.FirstOrDefault(target => target.Golden.Equals(stream.Name))?.Device
        ?? throw new ConsumerException($"the golden node sends {stream.Name}, and no -D says where it goes");

    private static void Restore(IByteSource source, BytePath path, string program)
    {
        using var process = ChildProcess.StartWriting(program, Partclone.RestoreWords(path));
        try
        {
            while (source.Next() is { IsEmpty: false } piece)
            {
                var result = process.Pipe.WriteAll(piece.Span);
                if (result.Is(Errno.EPIPE))
                    throw Failure(process, program, path);
                result.OrThrow("write to", program);
            }
        }
        catch (StreamBrokenException)
        {
            // The end of its input would look like the end of the image.
            process.Terminate();
            throw;
        }
        process.Pipe.Dispose();
        if (process.WaitForExit() is not 0 and var exit)
            throw Failure(process, program, path, exit);
        using var device = Files.OpenRead(path);
        Files.Sync(device).OrThrow("fsync", path);
    }

    private static ConsumerException Failure(ChildProcess process, string program, BytePath path, int? status = null)
    {
        var exit = status ?? process.WaitForExit();
        return new ConsumerException($"{program} {path}: {(exit < 0 ? $"killed by signal {-exit}" : $"exit status {exit}: {Partclone.Reason(process.TakeErrors())}")}");
    }
}

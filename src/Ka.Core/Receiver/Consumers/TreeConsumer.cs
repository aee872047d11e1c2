using Ka.Linux;
using Ka.Streams;
using Ka.Trees.Writing;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary><c>--tree DIR</c>: an archive's contents below a directory, which is made when it is not there.</summary>
internal sealed class TreeConsumer(BytePath root, bool sync) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source)
    {
        var made = Files.MakeDirectory(root, 0x1ed);
        if (!made.Is(Errno.EEXIST))
            made.OrThrow("mkdir", root);
        using var writer = new TreeWriter(root);
        if (!sync)
        {
            writer.Write(source);
            return;
        }
        using var disk = new BackgroundSync(writer.TrySync);
        writer.Write(source);
        // A receipt says that it is on the disk, not that the kernel means to write it.
        disk.Finish().OrThrow("syncfs", root);
    }
}

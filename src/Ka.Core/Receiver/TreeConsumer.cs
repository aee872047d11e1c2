using Ka.Linux;
using Ka.Streams;
using Ka.Trees.Writing;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The consumer of <c>--tree DIR</c>: extracts an archive below a directory, which it makes if needed.</summary>
internal sealed class TreeConsumer(BytePath root, bool sync) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source)
    {
        var made = Files.MakeDirectory(root, FilePermissions.Executable);
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
        // A receipt means that the tree is on the disk, not in the kernel's memory.
        disk.Finish().OrThrow("syncfs", root);
    }
}

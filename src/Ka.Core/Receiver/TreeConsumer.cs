using System;
using Ka.Linux;
using Ka.Streams;
using Ka.Trees.Writing;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The consumer of <c>--tree DIR</c>: extracts an archive below a directory, which it makes if needed.</summary>
/// <param name="written">Is called when the tree is there, before it is on the disk.</param>
internal sealed class TreeConsumer(BytePath root, bool sync, Action<TreeWriteReport> written) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source)
    {
        var made = Files.MakeDirectory(root, FilePermissions.Executable);
        if (!made.Is(Errno.EEXIST))
            made.OrThrow("mkdir", root);
        using var writer = new TreeWriter(root);
        if (!sync)
        {
            written(writer.Write(source));
            return;
        }
        using var disk = new BackgroundSync(writer.TrySync);
        written(writer.Write(source));
        // A receipt means that the tree is on the disk, not in the kernel's memory.
        disk.Finish().OrThrow("syncfs", root);
    }
}

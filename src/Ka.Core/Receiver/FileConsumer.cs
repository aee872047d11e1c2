using System;
using Ka.Linux;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The consumer of <c>--file FILE</c>: makes or replaces a regular file in one step at the end; writes a device or a
/// pipe directly; <c>-</c> is standard output.</summary>
internal sealed class FileConsumer(BytePath path) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source)
    {
        if (path.Bytes.SequenceEqual("-"u8))
            Copy(source, Fd.StandardOutput, path);
        else if (OpenSpecial() is { } special)
            using (special)
                Copy(source, special, path);
        else
            Replace(source);
    }

    private Fd? OpenSpecial()
    {
        var opened = Files.TryOpenWrite(path, out var file);
        if (opened.Is(Errno.ENOENT))
            return null;
        opened.OrThrow("open", path);
        if (FileStatus.Get(file, path).Kind != FileKind.Regular)
            return file;
        file.Dispose();
        return null;
    }

    private void Replace(IByteSource source)
    {
        using var pending = new PendingFile(path);
        using (var file = pending.Create(FilePermissions.Writable))
            Copy(source, file, pending.Partial);
        pending.Commit();
    }

    private static void Copy(IByteSource source, Fd target, BytePath name)
    {
        using var sync = new BackgroundSync(() => Files.Sync(target));
        while (source.Next() is { IsEmpty: false } piece)
            target.WriteAll(piece.Span).OrThrow("write", name);
        sync.Finish().OrThrow("fsync", name);
    }
}

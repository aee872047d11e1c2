using System;
using Ka.Linux;
using Ka.Manifests;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>Sends exactly as many bytes of a file as its header says, whatever happens to the file meanwhile.</summary>
/// <param name="hash">Gets the bytes that are sent, too; null: no hash is needed.</param>
internal sealed class ContentSender(ArchiveOutput output, TreeReadReport report, ContentHash? hash)
{
    /// <summary>Room below which a chunk is rather left than filled with a scrap of a file.</summary>
    private const int SmallestRead = 4096;

    /// <summary>A file without holes.</summary>
    public void Send(Fd file, in FileStatus status, ReadOnlySpan<byte> path)
    {
        if (status.Size == 0)
            return;
        var fault = SendBytes(file, status.Size);
        output.Pad(status.Size);
        report.ContentBytes += status.Size;
        Judge(file, status, path, fault);
    }

    /// <summary>The map and the pieces of a sparse file.</summary>
    public void SendSparse(Fd file, in FileStatus status, SparseMap sparse, byte[] map, ReadOnlySpan<byte> path)
    {
        output.Write(map);
        output.Pad(map.Length);
        var fault = SysResult.Success(0);
        var length = 0L;
        var end = 0L;
        foreach (var piece in sparse.Pieces)
        {
            if (piece.Length == 0)
                continue;
            Files.SeekTo(file, piece.Offset);
            hash?.Skip(piece.Offset - end);
            end = piece.Offset + piece.Length;
            var sent = SendBytes(file, piece.Length);
            fault = fault.IsSuccess ? sent : fault;
            length += piece.Length;
        }
        output.Pad(length);
        report.ContentBytes += length;
        Judge(file, status, path, fault);
    }

    /// <returns>The first error; what could not be read is zeros in the archive.</returns>
    private SysResult SendBytes(Fd file, long length)
    {
        while (length > 0)
        {
            var space = output.Space((int)Math.Min(length, SmallestRead));
            var read = file.Read(space[..(int)Math.Min(space.Length, length)]);
            if (!read.IsSuccess || read.Value == 0)
            {
                output.WriteZeros(length);
                hash?.Skip(length);
                return read;
            }
            hash?.Add(space[..(int)read.Value]);
            output.Advance((int)read.Value);
            length -= read.Value;
        }
        return SysResult.Success(0);
    }

    private void Judge(Fd file, in FileStatus before, ReadOnlySpan<byte> path, SysResult fault)
    {
        if (!fault.IsSuccess)
            report.AddUnreadable(path, "read", fault.Errno);
        if (!FileStatus.TryGet(file, out var after).IsSuccess)
            return;
        if (after.Size < before.Size)
            report.AddChanged(path, $"shrank from {before.Size} to {after.Size} bytes while it was read, the rest is zeros");
        else if (after.Size > before.Size)
            report.AddChanged(
                path,
                $"grew from {before.Size} to {after.Size} bytes while it was read, only the first {before.Size} are sent"
            );
        else if (after.Modified != before.Modified)
            report.AddChanged(path, "written to while it was read");
    }
}

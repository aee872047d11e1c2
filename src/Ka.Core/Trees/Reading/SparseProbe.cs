using System.Collections.Generic;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Reading;

/// <summary>Asks the file system where a file has holes.</summary>
internal static class SparseProbe
{
    /// <returns>null when the file has no hole, or its file system cannot tell.</returns>
    public static SparseMap? Probe(Fd file, in FileStatus status)
    {
        var size = status.Size;
        if (status.Allocated >= size)
            return null;
        var hole = Files.SeekHole(file, 0);
        if (!hole.IsSuccess || hole.Value >= size)
        {
            Files.SeekTo(file, 0);
            return null;
        }
        var pieces = Walk(file, size);
        Files.SeekTo(file, 0);
        return pieces is null ? null : new SparseMap(pieces, size);
    }

    private static List<SparsePiece>? Walk(Fd file, long size)
    {
        var pieces = new List<SparsePiece>();
        for (var position = 0L; position < size; )
        {
            var data = Files.SeekData(file, position);
            if (data.Is(Errno.ENXIO) || (data.IsSuccess && data.Value >= size))
            {
                pieces.Add(new SparsePiece(size, 0));
                break;
            }
            if (!data.IsSuccess)
                return null;
            var hole = Files.SeekHole(file, data.Value);
            if (hole.Is(Errno.ENXIO))
                continue; // truncated meanwhile: the next SeekData sees it
            if (!hole.IsSuccess)
                return null;
            // What lies beyond the limit goes as one piece: the holes in it are filled, its bytes stay the same.
            var end = hole.Value > size || pieces.Count == ArchiveLimits.SparsePieces - 2 ? size : hole.Value;
            pieces.Add(new SparsePiece(data.Value, end - data.Value));
            if (end <= position)
                return null;
            position = end;
        }
        return pieces;
    }
}

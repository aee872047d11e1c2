using System;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>Turns entries into files, one after the other.</summary>
internal sealed class EntryExtraction(
    ArchiveInput input,
    EntryCreator maker,
    FilePool pool,
    ExtractionTree tree,
    TreeWriteReport report
)
{
    /// <summary>Makes what the entry says and takes its contents from the stream.</summary>
    public void Add(ArchiveEntry entry)
    {
        switch (entry.Type)
        {
            case TarType.Directory:
                tree.EnterDirectory(entry);
                input.Skip(entry.Size);
                report.Directories++;
                break;
            case TarType.Regular:
                AddFile(entry);
                report.Files++;
                report.ContentBytes += entry.Size;
                break;
            case TarType.HardLink:
                AddHardLink(entry);
                report.HardLinks++;
                break;
            case TarType.SymbolicLink:
                AddSpecial(entry);
                report.SymbolicLinks++;
                break;
            default:
                AddSpecial(entry);
                report.SpecialFiles++;
                break;
        }
        input.Skip(TarLayout.Padding(entry.Size));
    }

    private TargetDirectory Enter(ArchiveEntry entry, out ReadOnlySpan<byte> name)
    {
        var directory = tree.Enter(entry.Path.Bytes, entry.Offset, out name);
        if (name.IsEmpty)
            throw new ArchiveException(entry.Offset, "the root of the archive is no directory");
        return directory;
    }

    private void AddFile(ArchiveEntry entry)
    {
        var directory = Enter(entry, out var name);
        if (pool.TryAdd(directory, entry, name, input))
            return;
        pool.WaitFor(directory, name);
        var path = entry.Path.Bytes;
        using var file = maker.CreateFile(directory, name, entry.Attributes, path);
        if (entry.Sparse is { } sparse)
            WriteSparse(file, sparse, path);
        else
            WriteContents(file, 0, entry.Size, path);
        maker.FinishFile(directory, file, entry.Attributes, path);
    }

    private void WriteSparse(Fd file, SparseMap sparse, ReadOnlySpan<byte> path)
    {
        EntryCreator.Check(Files.SetLength(file, sparse.RealSize), "ftruncate", path);
        foreach (var piece in sparse.Pieces)
            WriteContents(file, piece.Offset, piece.Length, path);
    }

    private void WriteContents(Fd file, long offset, long length, ReadOnlySpan<byte> path)
    {
        while (length > 0)
        {
            var bytes = input.Take(length);
            EntryCreator.Check(Files.WriteAllAt(file, bytes, offset), "write", path);
            offset += bytes.Length;
            length -= bytes.Length;
        }
    }

    private void AddHardLink(ArchiveEntry entry)
    {
        var directory = Enter(entry, out var name);
        pool.Drain();
        using var targetDirectory = tree.OpenParent(entry.Link.Bytes, entry.Offset, out var target);
        EntryCreator.CreateHardLink(directory.Fd, name, targetDirectory, target, entry.Path.Bytes);
    }

    private void AddSpecial(ArchiveEntry entry)
    {
        var directory = Enter(entry, out var name);
        pool.WaitFor(directory, name);
        maker.CreateSpecial(directory, name, entry);
    }
}

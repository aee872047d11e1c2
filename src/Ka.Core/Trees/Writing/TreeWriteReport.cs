namespace Ka.Trees.Writing;

/// <summary>What <see cref="TreeWriter"/> has made.</summary>
public sealed class TreeWriteReport
{
    public long Files { get; internal set; }

    /// <summary>Entries for directories, the root's among them.</summary>
    public long Directories { get; internal set; }

    public long SymbolicLinks { get; internal set; }

    /// <summary>Second and further names of inodes.</summary>
    public long HardLinks { get; internal set; }

    /// <summary>Devices and fifos.</summary>
    public long SpecialFiles { get; internal set; }

    public long Entries => Files + Directories + SymbolicLinks + HardLinks + SpecialFiles;

    /// <summary>Bytes of contents written, holes left out.</summary>
    public long ContentBytes { get; internal set; }

    /// <summary>Bytes of the archive, to the end of the stream.</summary>
    public long ArchiveBytes { get; internal set; }
}

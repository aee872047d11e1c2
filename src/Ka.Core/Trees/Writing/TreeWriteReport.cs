using System.Collections.Generic;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>What <see cref="TreeWriter"/> has made.</summary>
public sealed class TreeWriteReport
{
    private readonly Omissions _omissions;

    internal TreeWriteReport(Omissions omissions, TreeProtection protection)
    {
        _omissions = omissions;
        Protection = protection;
    }

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

    /// <summary>What the target did not keep. More may come with <see cref="Protection"/>.</summary>
    public IReadOnlyList<Omission> Omissions => _omissions.All;

    /// <summary>To be applied when nothing changes the tree any more.</summary>
    public TreeProtection Protection { get; }

    /// <summary>Bytes of the archive, to the end of the stream.</summary>
    public long ArchiveBytes { get; internal set; }
}

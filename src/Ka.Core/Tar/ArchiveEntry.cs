using Ka.Linux;

namespace Ka.Tar;

/// <summary>One entry as its headers describe it. One object is filled again and again.</summary>
internal sealed class ArchiveEntry
{
    /// <summary>Where its first header starts, a pax header included.</summary>
    public long Offset { get; set; }

    /// <summary>One of <see cref="TarType"/>, reduced to '0'..'6'.</summary>
    public byte Type { get; set; }

    /// <summary>As it stands in the archive.</summary>
    public ByteBuffer Path { get; } = new();

    /// <summary>Target of a link.</summary>
    public ByteBuffer Link { get; } = new();

    /// <summary>Bytes of contents that follow, padding left out; of a sparse file the data only.</summary>
    public long Size { get; set; }

    public NodeAttributes Attributes { get; set; }

    public DeviceNumber Device { get; set; }

    public SparseMap? Sparse { get; set; }
}

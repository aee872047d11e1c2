using Ka.Linux;

namespace Ka.Tar;

/// <summary>An entry as its headers describe it. The object is reused for each entry.</summary>
internal sealed class ArchiveEntry
{
    /// <summary>Where its first header starts, a pax header included.</summary>
    public long Offset { get; set; }

    /// <summary>The type, a <see cref="TarType"/>, reduced to '0'..'6'.</summary>
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

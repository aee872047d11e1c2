namespace Ka.Tar;

/// <summary>What an archive may ask a reader of it to hold in memory. The writer of archives keeps to the same numbers,
/// so that no tree makes an archive that is refused.</summary>
public static class ArchiveLimits
{
    /// <summary>Bytes of one pax header: hundreds of attributes of 64 KiB.</summary>
    public const int PaxHeader = 16 << 20;

    /// <summary>Extended attributes of one entry.</summary>
    public const int Attributes = 4096;

    /// <summary>Bytes of a path inside the tree.</summary>
    public const int Path = 1 << 20;

    /// <summary>Bytes of a symbolic link's target: what the kernel takes.</summary>
    public const int LinkTarget = 4095;

    /// <summary>Bytes of a GNU long name or long link.</summary>
    public const int LongName = Path;

    /// <summary>Pieces of data in one sparse file. A file in more pieces is sent with the holes behind them filled.</summary>
    public const int SparsePieces = 1 << 20;
}

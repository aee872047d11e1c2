namespace Ka.Tar;

/// <summary>The type byte of a header.</summary>
internal static class TarType
{
    public const byte OldRegular = 0;
    public const byte Regular = (byte)'0';
    public const byte HardLink = (byte)'1';
    public const byte SymbolicLink = (byte)'2';
    public const byte CharacterDevice = (byte)'3';
    public const byte BlockDevice = (byte)'4';
    public const byte Directory = (byte)'5';
    public const byte Fifo = (byte)'6';
    public const byte Contiguous = (byte)'7';
    public const byte Pax = (byte)'x';
    public const byte GlobalPax = (byte)'g';
    public const byte SolarisPax = (byte)'X';
    public const byte GnuLongName = (byte)'L';
    public const byte GnuLongLink = (byte)'K';
    public const byte GnuSparse = (byte)'S';
    public const byte GnuDumpDirectory = (byte)'D';
    public const byte GnuVolume = (byte)'V';
}

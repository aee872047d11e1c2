namespace Ka.Disks.Model;

/// <summary>What a layout may have at most. A real machine stays far below; a hostile one does not get our memory.</summary>
public static class LayoutLimits
{
    public const int Disks = 256;

    /// <summary>The most partitions of a table: a GPT has 128 entries.</summary>
    public const int Partitions = 128;

    public const int Arrays = 128;

    public const int Members = 256;

    public const int Groups = 64;

    public const int Volumes = 512;

    public const int FileSystems = 4096;

    public const int Mounts = 4096;

    public const int Words = 64;

    public const int Cards = 64;

    public const int Interfaces = 512;

    public const int Variables = 512;

    public const int Firmwares = 2;

    /// <summary>Bytes: an exbibyte.</summary>
    public const long Size = 1L << 60;

    /// <summary>Hundredths of a percent: mke2fs reserves no more than half.</summary>
    public const int ReservedShare = 5000;

    /// <summary>Characters of a name, a serial number, an option.</summary>
    public const int Text = 256;

    /// <summary>Bytes of a path (PATH_MAX).</summary>
    public const int Path = 4095;
}

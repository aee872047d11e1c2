namespace Ka.Manifests;

/// <summary>The letters that begin an entry's line in a manifest (docs/manifest.md).</summary>
internal static class ManifestType
{
    public const byte Directory = (byte)'d';

    /// <summary>A directory that was sent without what is in it.</summary>
    public const byte ExcludedDirectory = (byte)'x';

    /// <summary>A directory on which something was mounted.</summary>
    public const byte MountPoint = (byte)'m';

    public const byte File = (byte)'f';

    public const byte SymbolicLink = (byte)'l';

    public const byte HardLink = (byte)'h';

    public const byte CharacterDevice = (byte)'c';

    public const byte BlockDevice = (byte)'b';

    public const byte Fifo = (byte)'p';

    public const byte Attribute = (byte)'+';

    /// <summary>The flags of the entry before.</summary>
    public const byte Flags = (byte)'i';

    public static bool IsDirectory(byte type) => type is Directory or ExcludedDirectory or MountPoint;
}

namespace Ka.Linux;

/// <summary>Permission bits of files (inode(7)), by octal digits: special bits, owner, group, others.</summary>
public static class FilePermissions
{
    /// <summary>0600: the owner reads and writes.</summary>
    public const uint Private = 6 << 6;

    /// <summary>0700: a program or a directory of the owner.</summary>
    public const uint PrivateExecutable = 7 << 6;

    /// <summary>0644: the owner writes, everyone reads.</summary>
    public const uint Public = 6 << 6 | 4 << 3 | 4;

    /// <summary>0755: a program or a directory for everyone.</summary>
    public const uint Executable = 7 << 6 | 5 << 3 | 5;

    /// <summary>0555: a directory without write permission.</summary>
    public const uint ReadOnlyDirectory = 5 << 6 | 5 << 3 | 5;

    /// <summary>0666: everyone reads and writes, as far as the umask permits.</summary>
    public const uint Writable = 6 << 6 | 6 << 3 | 6;

    /// <summary>0777: every permission of owner, group and others.</summary>
    public const uint Full = 7 << 6 | 7 << 3 | 7;

    /// <summary>01777: a directory in which everyone removes only their own files.</summary>
    public const uint Temporary = 1 << 9 | Full;

    /// <summary>07777: the permissions and the special bits of a mode.</summary>
    public const uint Mask = 7 << 9 | Full;

    /// <summary>02000: the set-group-ID bit.</summary>
    public const uint SetGroup = 2 << 9;

    /// <summary>0111: the execute bits.</summary>
    public const uint ExecuteBits = 1 << 6 | 1 << 3 | 1;

    /// <summary>077: the bits of group and others.</summary>
    public const uint NotOwnerBits = 7 << 3 | 7;
}

namespace Ka.Linux;

/// <summary>What an inode is (inode(7)). The values are those of <c>S_IFMT</c>.</summary>
public enum FileKind
{
    /// <summary>A directory entry whose file system does not say.</summary>
    Unknown = 0,
    Fifo = Libc.S_IFIFO,
    CharacterDevice = Libc.S_IFCHR,
    Directory = Libc.S_IFDIR,
    BlockDevice = Libc.S_IFBLK,
    Regular = Libc.S_IFREG,
    SymbolicLink = Libc.S_IFLNK,
    Socket = Libc.S_IFSOCK,
}

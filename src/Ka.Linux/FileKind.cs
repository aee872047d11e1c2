namespace Ka.Linux;

/// <summary>The kind of an inode (inode(7)). The values are those of <c>S_IFMT</c>.</summary>
public enum FileKind
{
    /// <summary>A directory entry whose file system does not say.</summary>
    Unknown = 0,
    Fifo = Sys.S_IFIFO,
    CharacterDevice = Sys.S_IFCHR,
    Directory = Sys.S_IFDIR,
    BlockDevice = Sys.S_IFBLK,
    Regular = Sys.S_IFREG,
    SymbolicLink = Sys.S_IFLNK,
    Socket = Sys.S_IFSOCK,
}

namespace Ka.Linux;

/// <summary>A whole file system, by any descriptor on it.</summary>
public static class FileSystems
{
    /// <summary>Writes all that is dirty to the disk (syncfs(2)) and tells of every write that failed since
    /// <paramref name="file"/> was opened.</summary>
    public static SysResult Sync(Fd file)
    {
        using var use = file.Use();
        return SysResult.From(Libc.syncfs(use.Number));
    }
}

using System;

namespace Ka.Linux;

/// <summary>A file that appears, or is replaced, in one step when it is complete, and is then on the disk. Until then it lies
/// beside its place, as <c>.NAME.ka-partial</c>.</summary>
/// <remarks>A rename is durable only when the directory was written, too (fsync(2)). The partial file is in the same directory,
/// so that the rename stays inside one file system.</remarks>
public sealed class PendingFile : IDisposable
{
    private readonly BytePath _path;
    private readonly BytePath _directory;
    private bool _done;

    /// <summary>Creates nothing yet; removes the partial file of an earlier process.</summary>
    public PendingFile(BytePath path)
    {
        _path = path;
        var prefix = path.Bytes[..(path.Bytes.Length - path.Name.Length)];
        _directory = prefix.IsEmpty ? BytePath.FromText(".") : new BytePath(prefix);
        Partial = new BytePath([.. prefix, .. "."u8, .. path.Name, .. ".ka-partial"u8]);
        _ = Files.Remove(Partial);
    }

    /// <summary>The path of the partial file.</summary>
    public BytePath Partial { get; }

    /// <summary>Replaces a file by <paramref name="content"/>.</summary>
    /// <exception cref="LinuxException">The old file, if there is one, is as it was; after a failed fsync of the directory the
    /// new one may be there.</exception>
    public static void Replace(BytePath path, ReadOnlySpan<byte> content, uint permissions)
    {
        using var file = new PendingFile(path);
        file.Write(content, permissions);
        file.Commit();
    }

    /// <summary>Writes the partial file.</summary>
    /// <exception cref="LinuxException"/>
    public void Write(ReadOnlySpan<byte> content, uint permissions)
    {
        using var file = Create(permissions);
        file.WriteAll(content).OrThrow("write", Partial);
    }

    /// <summary>Creates the partial file for writing.</summary>
    /// <exception cref="LinuxException"/>
    public Fd Create(uint permissions) => Files.CreateNew(Partial, permissions);

    /// <summary>Makes the partial file durable, puts it in its place, and makes that durable.</summary>
    /// <exception cref="LinuxException"/>
    public void Commit()
    {
        using (var file = Files.OpenRead(Partial))
            Files.Sync(file).OrThrow("fsync", Partial);
        using var directory = Files.OpenDirectory(_directory);
        Files.Rename(Partial, _path).OrThrow("rename to", _path);
        _done = true;
        Files.Sync(directory).OrThrow("fsync", _directory);
    }

    /// <summary>Removes the partial file, unless it was put in its place.</summary>
    public void Dispose()
    {
        if (!_done)
            _ = Files.Remove(Partial);
    }
}

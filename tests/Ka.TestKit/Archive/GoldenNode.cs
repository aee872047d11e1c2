using System;
using Ka.Linux;

namespace Ka.TestKit;

/// <summary>Makes files of all kinds in one directory, by names of bytes.</summary>
public sealed class GoldenNode(Fd directory) : IDisposable
{
    public static UnixTime Usual { get; } = new(981173106, 0);

    public Fd Directory { get; } = directory;

    public void Dispose() => Directory.Dispose();

    /// <summary>A directory to fill; <see cref="Set"/> it when it is full.</summary>
    public GoldenNode MakeDirectory(ReadOnlySpan<byte> name)
    {
        Files.MakeDirectory(Directory, name, 0x1C0).OrThrow("mkdir", new BytePath(name));
        Files.TryOpenDirectoryQuietly(Directory, name, out var fd).OrThrow("open", new BytePath(name));
        return new GoldenNode(fd);
    }

    /// <summary>A file whose data begin at the given offsets.</summary>
    public void MakeFile(ReadOnlySpan<byte> name, long size, params (long Offset, byte[] Bytes)[] data)
    {
        Files.TryCreateNew(Directory, name, 0x1A4, out var file).OrThrow("create", new BytePath(name));
        using (file)
        {
            Files.SetLength(file, size).OrThrow("ftruncate", new BytePath(name));
            foreach (var (offset, bytes) in data)
                Files.WriteAllAt(file, bytes, offset).OrThrow("write", new BytePath(name));
        }
        Set(name);
    }

    public void MakeFile(ReadOnlySpan<byte> name, byte[] content) => MakeFile(name, content.Length, (0, content));

    public void MakeLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        Files.MakeSymbolicLink(Directory, name, target).OrThrow("symlink", new BytePath(name));
        SetTime(name, Usual);
    }

    public void MakeNode(ReadOnlySpan<byte> name, FileKind kind, uint major = 0, uint minor = 0)
    {
        Files.MakeNode(Directory, name, kind, 0x1B0, new DeviceNumber(major, minor)).OrThrow("mknod", new BytePath(name));
        SetTime(name, Usual);
    }

    /// <summary>A further name for an entry of <paramref name="other"/>.</summary>
    public void MakeHardLink(ReadOnlySpan<byte> name, GoldenNode other, ReadOnlySpan<byte> target) =>
        Files.MakeHardLink(Directory, name, other.Directory, target).OrThrow("link", new BytePath(name));

    /// <summary>Owner, permissions and time of a file or directory, in the order in which none undoes another.</summary>
    public void Set(ReadOnlySpan<byte> name, uint permissions = 0x1A4, uint owner = 0, uint group = 0, UnixTime? modified = null)
    {
        Files.ChangeOwner(Directory, name, owner, group).OrThrow("chown", new BytePath(name));
        Files.TryOpenEntry(Directory, name, out var entry).OrThrow("open", new BytePath(name));
        using (entry)
            Files.ChangeEntryPermissions(entry, permissions).OrThrow("chmod", new BytePath(name));
        SetTime(name, modified ?? Usual);
    }

    public void SetTime(ReadOnlySpan<byte> name, UnixTime modified) =>
        Files.SetTimes(Directory, name, modified, null).OrThrow("utimens", new BytePath(name));

    public void SetAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        Xattrs.Set(Directory, name, key, value).OrThrow("setxattr", new BytePath(name));
}

using System;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Tree;

/// <summary>The inode at one path of an image. Owner and group are 0, times are 0: an image depends on its contents
/// alone.</summary>
/// <param name="Permissions">The twelve bits of chmod(2).</param>
internal abstract record ImageEntry(FileKind Kind, uint Permissions);

internal sealed record ImageDirectory(uint Permissions) : ImageEntry(FileKind.Directory, Permissions);

internal sealed record ImageLink(string Target) : ImageEntry(FileKind.SymbolicLink, FilePermissions.Full);

internal sealed record ImageDevice(uint Permissions, DeviceNumber Number) : ImageEntry(FileKind.CharacterDevice, Permissions);

/// <summary>A regular file.</summary>
internal abstract record ImageFile(uint Permissions) : ImageEntry(FileKind.Regular, Permissions)
{
    public abstract long Length { get; }

    /// <exception cref="LinuxException"/>
    public abstract byte[] Read();
}

/// <summary>A file of our own making.</summary>
internal sealed record MadeFile(uint Permissions, byte[] Content) : ImageFile(Permissions)
{
    public override long Length => Content.Length;

    public override byte[] Read() => Content;
}

/// <summary>A file of the golden tree.</summary>
internal sealed record CopiedFile(uint Permissions, RootTree Root, string Path, long Size) : ImageFile(Permissions)
{
    public override long Length => Size;

    /// <exception cref="BootImageException">It has another length than when it was chosen: it is being changed.</exception>
    public override byte[] Read()
    {
        var content = Root.Read(Path);
        return content.Length == Size
            ? content
            : throw new BootImageException($"{Root.Quoted(Path)} changed while the image was made");
    }
}

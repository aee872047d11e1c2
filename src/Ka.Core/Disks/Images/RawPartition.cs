using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Disks.Images;

/// <summary>A partition, or any block device, that is read or written as a whole.</summary>
public static class RawPartition
{
    /// <summary>A drive is given as <c>sda3</c> or <c>/dev/sda3</c>.</summary>
    public static BytePath PathOf(string word) => BytePath.FromText(word.StartsWith('/') ? word : "/dev/" + word);

    /// <summary>The length in bytes of a block device that is not in use.</summary>
    /// <exception cref="LayoutException">It is no block device, or is mounted or part of something.</exception>
    /// <exception cref="LinuxException">It is not there.</exception>
    public static long CheckUnused(BytePath path)
    {
        var opened = Files.TryOpenUnused(path, out var device);
        using var closing = device;
        if (opened.Is(Errno.EBUSY))
            throw new LayoutException($"{path} is in use: it is mounted, swapped to, or part of something");
        opened.OrThrow("open", path);
        return FileStatus.Get(device, path).Kind == FileKind.BlockDevice
            ? Files.SeekEnd(device).OrThrow("seek in", path)
            : throw new LayoutException($"{path} is not a block device");
    }
}

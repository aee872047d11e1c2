using System;
using System.Globalization;
using System.Text;

namespace Ka.Linux;

/// <summary>A file as a block device (loop(4)).</summary>
public static class LoopDevice
{
    private const int Attempts = 16;

    /// <summary>Joins <paramref name="file"/>, open for reading, with a free loop device, read-only.</summary>
    /// <returns>The device's path. It stays until <see cref="Detach"/>, also after this process.</returns>
    /// <exception cref="LinuxException">No module, no device, or the file is none that can be joined.</exception>
    public static BytePath Attach(Fd file)
    {
        var control = BytePath.FromText("/dev/loop-control");
        Files.TryOpenReadWrite(control, out var opened).OrThrow("open", control);
        using var loops = opened;
        for (var attempt = 1; ; attempt++)
        {
            var number = GetFree(loops).OrThrow("LOOP_CTL_GET_FREE", control);
            var path = BytePath.FromText(string.Create(CultureInfo.InvariantCulture, $"/dev/loop{number}"));
            var set = Join(path, file);
            // Another process was faster: the next free device.
            if (set.Is(Errno.EBUSY) && attempt < Attempts)
                continue;
            set.OrThrow("LOOP_SET_FD", path);
            return path;
        }
    }

    /// <summary>Parts device and file: at once, or with the last mount of the device.</summary>
    public static unsafe SysResult Detach(BytePath device)
    {
        var opened = Files.TryOpenRead(device, out var loop);
        using var closing = loop;
        if (!opened.IsSuccess)
            return opened;
        using var use = loop.Use();
        return SysResult.From(Libc.ioctl(use.Number, Sys.LOOP_CLR_FD, 0));
    }

    private static SysResult Join(BytePath device, Fd file)
    {
        var opened = Files.TryOpenRead(device, out var loop);
        using var closing = loop;
        if (!opened.IsSuccess)
            return opened;
        using var use = loop.Use();
        using var used = file.Use();
        return SysResult.From(Libc.ioctl(use.Number, Sys.LOOP_SET_FD, used.Number));
    }

    private static SysResult GetFree(Fd control)
    {
        using var use = control.Use();
        return SysResult.From(Libc.ioctl(use.Number, Sys.LOOP_CTL_GET_FREE, 0));
    }
}

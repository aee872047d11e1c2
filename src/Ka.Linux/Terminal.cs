namespace Ka.Linux;

/// <summary>Asks and changes a terminal (isatty(3), ioctl_tty(2), tcflush(3), tcgetpgrp(3)).</summary>
public static unsafe class Terminal
{
    /// <summary>True when a descriptor is open on a terminal.</summary>
    public static bool IsTerminal(Fd descriptor)
    {
        using var use = descriptor.Use();
        return Libc.isatty(use.Number) == 1;
    }

    /// <summary>Height in lines; 0 for a descriptor that is no terminal or a terminal that does not know it.</summary>
    public static int Height(Fd descriptor)
    {
        using var use = descriptor.Use();
        winsize size;
        return Libc.ioctl(use.Number, Libc.TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
    }

    /// <summary>Width in columns; 0 for a descriptor that is no terminal or a terminal that does not know it.</summary>
    public static int Width(Fd descriptor)
    {
        using var use = descriptor.Use();
        winsize size;
        return Libc.ioctl(use.Number, Libc.TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    }

    /// <summary>True when this process may read from its terminal now: its process group is the terminal's foreground
    /// group.</summary>
    /// <remarks>A read from the background stops the whole process (SIGTTIN). True for a descriptor that is no
    /// terminal.</remarks>
    public static bool IsForeground(Fd descriptor)
    {
        using var use = descriptor.Use();
        var foreground = Libc.tcgetpgrp(use.Number);
        return foreground == -1 || (int)foreground == (int)Libc.getpgid(0);
    }

    /// <summary>Discards the input that was typed and not yet read.</summary>
    public static SysResult DiscardInput(Fd descriptor)
    {
        using var use = descriptor.Use();
        return SysResult.From(Libc.tcflush(use.Number, (int)Libc.TCIFLUSH));
    }
}

namespace Ka.Linux;

/// <summary>What is known of a terminal (isatty(3), ioctl_tty(2)).</summary>
public static unsafe class Terminal
{
    public static bool IsTerminal(Fd descriptor)
    {
        using var use = descriptor.Use();
        return Libc.isatty(use.Number) == 1;
    }

    /// <summary>Lines; 0 when it is no terminal or does not say.</summary>
    public static int Height(Fd descriptor)
    {
        using var use = descriptor.Use();
        winsize size;
        return Libc.ioctl(use.Number, Libc.TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
    }

    /// <summary>Columns; 0 when it is no terminal or does not say.</summary>
    public static int Width(Fd descriptor)
    {
        using var use = descriptor.Use();
        winsize size;
        return Libc.ioctl(use.Number, Libc.TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    }
}

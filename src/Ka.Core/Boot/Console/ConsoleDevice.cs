using System;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>A terminal on which somebody may be watching: a screen of the kernel's, which is drawn anew, or a line (serial, a pipe), which
/// gets text line by line.</summary>
public sealed class ConsoleDevice : IDisposable
{
    // A serial line that nobody takes from must not hold up a clone.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(300);

    private const int StandardWidth = 80;
    private const int StandardHeight = 25;

    private Fd _terminal;

    private ConsoleDevice(string name, Fd terminal, bool isScreen)
    {
        Name = name;
        _terminal = terminal;
        IsScreen = isScreen;
    }

    /// <summary>In /dev.</summary>
    public string Name { get; }

    /// <summary>The cursor can be moved.</summary>
    public bool IsScreen { get; }

    public int Width => Terminal.Width(_terminal) is var width and > 0 ? width : StandardWidth;

    public int Height => Terminal.Height(_terminal) is var height and > 0 ? height : StandardHeight;

    /// <summary>For reading keys.</summary>
    internal Fd Keys => _terminal;

    /// <summary>Those that were asked for, else those of the kernel (<c>console=</c>), else standard error.</summary>
    /// <param name="names">Empty: the kernel's.</param>
    /// <param name="missing">Gets the names that could not be opened, with the reason.</param>
    public static IReadOnlyList<ConsoleDevice> Open(IReadOnlyList<string> names, Action<string> missing)
    {
        List<ConsoleDevice> devices = [];
        foreach (var name in names.Count > 0 ? names : OfKernel())
        {
            var opened = Files.TryOpenTerminal(BytePath.FromText("/dev/" + name), out var terminal);
            if (opened.IsSuccess)
                devices.Add(new ConsoleDevice(name, terminal, IsVirtual(name)));
            else
                missing($"console {name}: {LinuxException.Describe(opened.Errno)}");
        }
        if (devices.Count == 0)
            devices.Add(new ConsoleDevice("console", Fd.StandardError, isScreen: false));
        return devices;
    }

    /// <summary>Opens it anew. When the program ends whose own terminal it was, the kernel hangs it up, and for whoever else had it open it stays so
    /// (<c>disassociate_ctty</c> in the kernel).</summary>
    internal void Reopen()
    {
        if (_terminal == Fd.StandardError || !Files.TryOpenTerminal(BytePath.FromText("/dev/" + Name), out var terminal).IsSuccess)
            return;
        _terminal.Dispose();
        _terminal = terminal;
    }

    /// <summary>What it does not take in time is lost.</summary>
    public void Write(ReadOnlySpan<byte> text)
    {
        var poll = new PollSet(1);
        while (!text.IsEmpty)
        {
            var written = _terminal.Write(text);
            if (written.IsSuccess)
            {
                text = text[(int)written.Value..];
                continue;
            }
            poll.Watch(0, _terminal, PollEvents.Out);
            if (!written.Is(Errno.EAGAIN) || poll.Wait(s_patience) is not { IsSuccess: true, Value: > 0 })
                return;
        }
    }

    public void Dispose() => _terminal.Dispose();

    /// <summary>tty0, tty1…: the kernel draws them itself.</summary>
    internal static bool IsVirtual(string name) => name.Length > 3 && name.StartsWith("tty", StringComparison.Ordinal) && !name.AsSpan(3).ContainsAnyExceptInRange('0', '9');

    private static string[] OfKernel() =>
        Files.TryReadAll("/sys/class/tty/console/active"u8, out var names).IsSuccess
            ? Encoding.Latin1.GetString(names).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            : [];
}

using System;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;

namespace Ka.Boot.Console;

/// <summary>A terminal that an operator may watch: a screen of the kernel, which is redrawn, or a line (serial, a pipe), which
/// gets text line by line.</summary>
public sealed class ConsoleDevice : IDisposable
{
    // A serial line that is not read must not delay a clone.
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

    /// <summary>The device's name in /dev.</summary>
    public string Name { get; }

    /// <summary>True when the cursor can be moved.</summary>
    public bool IsScreen { get; }

    public int Width => Terminal.Width(_terminal) is var width and > 0 ? width : StandardWidth;

    public int Height => Terminal.Height(_terminal) is var height and > 0 ? height : StandardHeight;

    /// <summary>The descriptor from which keys are read.</summary>
    internal Fd Keys => _terminal;

    /// <summary>Opens the requested terminals, else those of the kernel (<c>console=</c>), else standard error.</summary>
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

    /// <summary>Opens the terminal again.</summary>
    /// <remarks>When the program ends whose controlling terminal it was, the kernel hangs it up, also for every other process
    /// that had it open (<c>disassociate_ctty</c> in the kernel).</remarks>
    internal void Reopen()
    {
        if (
            _terminal == Fd.StandardError
            || !Files.TryOpenTerminal(BytePath.FromText("/dev/" + Name), out var terminal).IsSuccess
        )
            return;
        _terminal.Dispose();
        _terminal = terminal;
    }

    /// <summary>Writes text; what the terminal does not accept in time is lost.</summary>
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
    internal static bool IsVirtual(string name) =>
        name.Length > 3 && name.StartsWith("tty", StringComparison.Ordinal) && !name.AsSpan(3).ContainsAnyExceptInRange('0', '9');

    private static string[] OfKernel() =>
        Files.TryReadAll("/sys/class/tty/console/active"u8, out var names).IsSuccess
            ? Encoding.Latin1.GetString(names).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            : [];
}

using System;
using System.Globalization;
using System.Text;
using Ka.Boot.Console;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>The log of a machine that boots, one line for each event: on its screen, in the kernel's log (/dev/kmsg) and in
/// <c>/run/ka/log</c>, which goes along into the rescue. Thread-safe.</summary>
public sealed class BootLog : IDisposable
{
    public const string Path = InitialMounts.HandoverDirectory + "/log";

    // What the kernel takes as one record (devkmsg_write).
    private const int LongestRecord = 900;

    private const int LargestFile = 64 << 20;

    private readonly object _writing = new();
    private readonly Fd? _kernel;
    private readonly Fd? _file;
    private readonly bool _isDebug;
    private Action<string>? _reader;
    private volatile string _activity = "";

    /// <param name="isDebug">Show the debug lines, too; they are always in the file.</param>
    public BootLog(BootConsole console, bool isDebug)
    {
        Console = console;
        _isDebug = isDebug;
        _kernel = Files.TryOpenWrite("/dev/kmsg"u8, out var kernel).IsSuccess ? kernel : null;
        _file = Files.TryOpenAppend(BytePath.FromText(Path), FilePermissions.Private, out var file).IsSuccess ? file : null;
    }

    /// <summary>The terminals that show the lines.</summary>
    public BootConsole Console { get; }

    /// <summary>Logs a failure that ends an activity or the stage.</summary>
    public void Error(string text) => Write(3, text, isShown: true);

    /// <summary>Logs a fault after which the machine goes on.</summary>
    public void Warn(string text) => Write(4, text, isShown: true);

    /// <summary>Logs a line for people.</summary>
    public void Say(string text) => Write(6, text, isShown: true);

    /// <summary>Logs a detail for the search for faults; shown with <c>ka.debug</c> only.</summary>
    public void Debug(string text) => Write(7, text, _isDebug);

    /// <summary>Begins an activity: it is on the screen until the next one, and in the logs.</summary>
    public void Begin(string activity)
    {
        _activity = activity;
        Interrupt(activity);
    }

    /// <summary>Shows another activity, until <see cref="GoOn"/>.</summary>
    public void Interrupt(string activity)
    {
        Console.Begin(activity);
        Write(6, activity, isShown: false);
    }

    /// <summary>Shows the activity again that was interrupted.</summary>
    public void GoOn() => Interrupt(_activity);

    /// <summary>Gives one more reader all that was said since the machine started, and from now on every line; each once, in
    /// order. It is called under our lock: it must not block.</summary>
    /// <param name="reader">Gets a line, or several with line feeds between them.</param>
    public void Follow(Action<string> reader)
    {
        lock (_writing)
        {
            if (
                _file is not null
                && Files.TryReadAll(BytePath.FromText(Path), out var said, LargestFile).IsSuccess
                && said.Length > 0
            )
                reader(Encoding.UTF8.GetString(said.AsSpan().TrimEnd((byte)'\n')));
            _reader += reader;
        }
    }

    public void Dispose()
    {
        _kernel?.Dispose();
        _file?.Dispose();
    }

    private void Write(int level, string text, bool isShown)
    {
        if (isShown)
            Console.Line(text);
        var now = Environment.TickCount64 / 1000.0;
        lock (_writing)
        {
            // Neither a full disk of memory nor a missing /dev/kmsg stops a machine.
            _ = _kernel?.Write(
                Encoding.UTF8.GetBytes($"<{level}>ka: {(text.Length > LongestRecord ? text[..LongestRecord] : text)}\n")
            );
            var line = string.Create(CultureInfo.InvariantCulture, $"{now:F2} {text}");
            _ = _file?.WriteAll(Encoding.UTF8.GetBytes(line + "\n"));
            _reader?.Invoke(line);
        }
    }
}

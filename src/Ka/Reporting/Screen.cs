using System;
using System.IO;
using Ka.Linux;

namespace Ka.Reporting;

/// <summary>Standard error as people see it: lines, and on a terminal one line at the bottom that changes.</summary>
/// <remarks>Thread-safe. Text is made of our own words and of names that <see cref="BytePath"/> escaped.</remarks>
internal sealed class Screen
{
    private readonly object _screen = new();
    private readonly TextWriter _text = Console.Error;
    private string _status = "";

    /// <summary>Hears every line, in order; under our lock.</summary>
    public event Action<string>? Said;

    /// <summary>There is somebody to watch a line change.</summary>
    public bool IsLive { get; } = Terminal.IsTerminal(Fd.StandardError);

    /// <summary>Columns; 80 when unknown.</summary>
    private static int Width => Terminal.Width(Fd.StandardError) is var width and > 0 ? width : 80;

    public void Line(string text)
    {
        lock (_screen)
        {
            _text.Write($"{Erase}{text}\n{_status}");
            Said?.Invoke(text);
        }
    }

    /// <summary>Replaces the changing line; nothing on a file or a pipe.</summary>
    public void Status(string text)
    {
        if (!IsLive)
            return;
        lock (_screen)
        {
            _status = text.Length >= Width ? text[..(Width - 1)] : text;
            _text.Write($"\r{_status}\u001b[K");
        }
    }

    public void ClearStatus()
    {
        lock (_screen)
        {
            _text.Write(Erase);
            _status = "";
        }
    }

    private string Erase => _status.Length > 0 ? "\r\u001b[K" : "";
}

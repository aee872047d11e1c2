using System;
using System.Collections.Generic;
using System.IO;
using Ka.Linux;

namespace Ka.Reporting;

/// <summary>Standard error for people: lines, and on a terminal some lines at the bottom that change.</summary>
/// <remarks>Thread-safe. Text consists of the program's own words and of names that <see cref="BytePath"/> escaped. After a
/// failed write (EIO: the terminal is gone; ENOSPC) nothing more is written, and nothing is thrown.</remarks>
/// <param name="isOutput">Standard output instead.</param>
internal sealed class Screen(bool isOutput = false)
{
    private readonly object _screen = new();
    private readonly TextWriter _text = isOutput ? Console.Out : Console.Error;
    private string _status = "";
    private int _height;
    private bool _isGone;

    /// <summary>Raised for every line, in order, under the screen's lock.</summary>
    public event Action<string>? Said;

    /// <summary>True when the output is a terminal, on which lines can be redrawn.</summary>
    public bool IsLive { get; } = Terminal.IsTerminal(Of(isOutput));

    /// <summary>Columns of a line; 79 when unknown.</summary>
    public int Width => (Terminal.Width(Of(isOutput)) is var width and > 0 ? width : 80) - 1;

    /// <summary>Lines; 24 when unknown.</summary>
    public int Height => Terminal.Height(Of(isOutput)) is var height and > 0 ? height : 24;

    /// <summary>Writes a line above those that change.</summary>
    public void Line(string text)
    {
        lock (_screen)
        {
            Write($"{Erase}{text}\n{_status}");
            Said?.Invoke(text);
        }
    }

    /// <summary>Replaces the lines that change; nothing on a file or a pipe.</summary>
    public void Status(params IReadOnlyList<string> lines)
    {
        if (!IsLive)
            return;
        lock (_screen)
        {
            var erase = Erase;
            var width = Width;
            _height = lines.Count;
            _status = "";
            foreach (var line in lines)
                _status += (_status.Length > 0 ? "\n" : "") + (line.Length > width ? line[..width] : line);
            Write(erase + _status);
        }
    }

    /// <summary>Removes the lines that change.</summary>
    public void ClearStatus()
    {
        lock (_screen)
        {
            Write(Erase);
            _status = "";
            _height = 0;
        }
    }

    private void Write(string text)
    {
        if (_isGone)
            return;
        try
        {
            _text.Write(text);
        }
        catch (IOException)
        {
            _isGone = true;
        }
    }

    /// <summary>Control codes: to the first line that changes, and erase from there on.</summary>
    private string Erase =>
        _height > 1 ? $"\r\u001b[{_height - 1}A\u001b[J"
        : _height > 0 ? "\r\u001b[K"
        : "";

    private static Fd Of(bool isOutput) => isOutput ? Fd.StandardOutput : Fd.StandardError;
}

using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace Ka.Demo;

/// <summary>What the person looks at: headings, facts, one line of progress, verdicts. Colours on a terminal only, and
/// not with NO_COLOR.</summary>
internal sealed class Screen
{
    private readonly bool _terminal = !Console.IsOutputRedirected;
    private readonly bool _colours =
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _errors = Console.Error;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>A step begins: its name, and since when the program runs.</summary>
    public void Step(string text)
    {
        _out.WriteLine();
        _out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Paint("1", text)}  {Paint("2", $"[{_clock.Elapsed.TotalSeconds:0.0} s]")}"
            )
        );
    }

    /// <summary>A fact below a step.</summary>
    public void Fact(string name, string text) => _out.WriteLine($"  {name, -9} {text}");

    /// <summary>What is going on now, in one line that the next one replaces. Nothing where there is no terminal.</summary>
    public void Now(string text)
    {
        if (!_terminal)
            return;
        var width = Math.Max(20, Console.WindowWidth - 1);
        _out.Write($"\r\x1b[K{(text.Length > width ? text[..width] : text)}");
    }

    public void Line(string text = "") => _out.WriteLine(text);

    public string Good(string text) => Paint("32", text);

    public string Bad(string text) => Paint("1;31", text);

    /// <summary>Why it stops here, below a bar that may stand half drawn.</summary>
    public void Failure(string text) => _errors.WriteLine($"{(_terminal ? "\n" : "")}demo: {text}");

    private string Paint(string colour, string text) => _colours ? $"\x1b[{colour}m{text}\x1b[0m" : text;
}

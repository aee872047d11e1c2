using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Formatting;

namespace Ka.Boot.Console;

/// <summary>Draws the whole screen: title, current activity and its start, progress, and the last events.</summary>
public static class BootScreen
{
    private const int SmallestWidth = 20;
    private const int SmallestHeight = 8;

    /// <summary>Exactly <paramref name="height"/> lines of at most <paramref name="width"/> columns, or as many as the smallest
    /// screen has.</summary>
    public static IReadOnlyList<string> Draw(ScreenContent content, int width, int height)
    {
        (width, height) = (Math.Max(width, SmallestWidth), Math.Max(height, SmallestHeight));
        List<string> screen =
        [
            Ends(content.Title, content.Identity, width),
            new string('-', width),
            "",
            Ends(content.Activity, $"for {Quantity.Clock(content.Since)}", width),
            Cut(content.Progress, width),
            "",
        ];
        var room = height - screen.Count;
        screen.AddRange(content.Lines.SelectMany(line => Folded(line, width)).TakeLast(room));
        while (screen.Count < height)
            screen.Add("");
        return screen;
    }

    /// <summary>The bytes that put it on a terminal of the kernel's, whatever was there (console_codes(4)).</summary>
    public static byte[] Paint(IReadOnlyList<string> screen)
    {
        var text = new StringBuilder("\u001b[?25l\u001b[H");
        for (var i = 0; i < screen.Count; i++)
        {
            // Erased first: behind a line that fills the screen the cursor stands on its last letter. No line feed after the last
            // one: it would scroll the first away.
            var isLast = i == screen.Count - 1;
            text.Append(isLast ? "\u001b[J" : "\u001b[K").Append(screen[i]).Append(isLast ? "" : "\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Ends(string left, string right, int width)
    {
        var room = width - right.Length - 1;
        return room < SmallestWidth / 2 ? Cut(left, width) : Cut(left, room).PadRight(room + 1) + right;
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + ">";

    private static IEnumerable<string> Folded(string line, int width)
    {
        for (var start = 0; start == 0 || start < line.Length; start += width)
            yield return line[start..Math.Min(line.Length, start + width)];
    }
}

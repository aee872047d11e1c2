using System.Collections.Generic;
using System.Text;
using Ka.Boot.Console;
using Xunit;

namespace Ka.Tests.Boot;

/// <summary>What a terminal of the kernel's makes of the bytes (console_codes(4)).</summary>
public sealed class BootPaintTests
{
    [Theory]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("short", "short")]
    [InlineData("", "")]
    public void A_line_that_fills_the_screen_keeps_its_last_letter_and_a_shorter_one_leaves_no_rest(string line, string shown)
    {
        var screen = Show(BootScreen.Paint([line, "below", "12345678901234567890"]), width: 20, height: 3);

        Assert.Equal([shown, "below", "12345678901234567890"], screen);
    }

    /// <summary>A screen full of x, then the bytes. A letter in the last column leaves the cursor on it, until the next one
    /// comes.</summary>
    private static List<string> Show(byte[] painted, int width, int height)
    {
        var cells = new char[height][];
        for (var i = 0; i < height; i++)
            cells[i] = new string('x', width).ToCharArray();
        var (row, column) = (0, 0);
        var text = Encoding.UTF8.GetString(painted);
        for (var at = 0; at < text.Length; at++)
            switch (text[at])
            {
                case '\r':
                    column = 0;
                    break;
                case '\n':
                    row++;
                    break;
                case '\u001b':
                    at = Command(text, at, cells, ref row, ref column);
                    break;
                default:
                    cells[row][System.Math.Min(column, width - 1)] = text[at];
                    column++;
                    break;
            }
        return [.. System.Array.ConvertAll(cells, line => new string(line).TrimEnd())];
    }

    private static int Command(string text, int at, char[][] cells, ref int row, ref int column)
    {
        var end = text.IndexOfAny(['H', 'K', 'J', 'l', 'h'], at);
        var width = cells[0].Length;
        var from = System.Math.Min(column, width - 1);
        if (text[end] == 'H')
            (row, column) = (0, 0);
        if (text[end] is 'K' or 'J')
            System.Array.Fill(cells[row], ' ', from, width - from);
        for (var below = row + 1; text[end] == 'J' && below < cells.Length; below++)
            System.Array.Fill(cells[below], ' ');
        return end;
    }
}

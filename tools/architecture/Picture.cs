using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security;
using System.Text;

namespace Ka.Tools.Architecture;

/// <summary>The modules as an SVG: a band for each layer, arrows down within a band, names for the rest. The same table gives
/// the same bytes.</summary>
internal sealed class Picture(ModuleTable table)
{
    /// <summary>The picture, relative to the repository.</summary>
    public const string Document = "docs/architecture.svg";

    private const int Width = 1200;

    private const int Margin = 16;

    private const int LabelWidth = 130;

    private const int Padding = 16;

    /// <summary>Room for arrows between two rows.</summary>
    private const int RowGap = 40;

    private const int BandGap = 10;

    private const string Head = """
        <style>
        text { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; font-size: 12px; fill: #46566a; }
        .title { font-size: 15px; font-weight: bold; fill: #16212e; }
        .layer { font-size: 15px; font-weight: bold; fill: #16212e; }
        .page { fill: #ffffff; }
        .band { fill: #eef2f8; }
        .box { fill: #ffffff; stroke: #7c8da3; }
        .part { fill: #dfe8f5; }
        .partname { fill: #22354d; }
        .arrow { fill: none; stroke: #3a6ea8; stroke-width: 1.6; }
        .tip { fill: #3a6ea8; }
        @media (prefers-color-scheme: dark) {
        text { fill: #a9b8ca; }
        .title, .layer { fill: #eef3f9; }
        .page { fill: #0f151d; }
        .band { fill: #19222e; }
        .box { fill: #222e3d; stroke: #5d7089; }
        .part { fill: #33455c; }
        .partname { fill: #dbe6f3; }
        .arrow { stroke: #7fb2ee; }
        .tip { fill: #7fb2ee; }
        }
        </style>
        <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse"
        orient="auto"><path class="tip" d="M0,0 L8,4 L0,8 z"/></marker></defs>

        """;

    private readonly StringBuilder _svg = new();

    /// <summary>Vertical place of what is drawn next, in pixels.</summary>
    private int _top = Margin;

    public string ToSvg()
    {
        var layers = Box.Of(table).GroupBy(box => box.Layer);
        var room = (Margin + LabelWidth, Width - Margin - Padding);
        foreach (var band in layers.Reverse().Select(layer => new Band([.. layer], room)))
            Draw(band);
        DrawKernel();
        DrawLegend();
        var size = Text($"""width="{Width}" height="{_top}" viewBox="0 0 {Width} {_top}" """).TrimEnd();
        return $"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">"""
            + $"\n<title>The modules of ka and what they use</title>\n{Head}"
            + Text($"""<rect class="page" width="{Width}" height="{_top}" rx="10"/>""")
            + $"\n{_svg}</svg>\n";
    }

    private void Draw(Band band)
    {
        var heights = band.Rows.Select(row => row.Max(seat => seat.Box?.Height ?? 0)).ToList();
        Frame(band.Layer.Name, band.Layer.Project, heights.Sum() + (RowGap * (heights.Count - 1)) + (2 * Padding));
        var top = _top + Padding;
        for (var row = band.Rows.Count - 1; row >= 0; row--)
        {
            var bottom = top + heights[row];
            foreach (var seat in band.Rows[row])
                if (seat.Box is { } box)
                    Draw(box, Pixel(seat.Middle - (seat.Width / 2.0)), top);
            foreach (var seat in band.Rows[row])
            foreach (var below in seat.Below)
                Arrow(seat, below, (top, bottom));
            top = bottom + RowGap;
        }
        _top = top - RowGap + Padding + BandGap;
    }

    private void Frame(string name, string folder, int height)
    {
        Line($"""<rect class="band" x="{Margin}" y="{_top}" width="{Width - (2 * Margin)}" height="{height}" rx="8"/>""");
        Line($"""<text class="layer" x="{Margin + 14}" y="{_top + (height / 2) - 2}">{name}</text>""");
        Line($"""<text x="{Margin + 14}" y="{_top + (height / 2) + 16}">{folder}</text>""");
    }

    private void Draw(Box box, int left, int top)
    {
        Line($"<g><title>{SecurityElement.Escape(box.Purpose)}</title>");
        Line($"""<rect class="box" x="{left}" y="{top}" width="{box.Width}" height="{box.Height}" rx="5"/>""");
        Line($"""<text class="title" x="{left + 10}" y="{top + 22}">{box.Name}</text>""");
        var y = top + Box.PartsTop;
        foreach (var line in box.PartLines)
        {
            var x = left + 10;
            foreach (var part in line)
            {
                var width = TextWidth.Of(part, TextWidth.Small) + 10;
                Line($"""<rect class="part" x="{x}" y="{y}" width="{width}" height="{Box.PartHeight}" rx="3"/>""");
                Line($"""<text class="partname" x="{x + (width / 2)}" y="{y + 13}" text-anchor="middle">{part}</text>""");
                x += width + 6;
            }
            y += Box.PartHeight + 4;
        }
        y = top + box.UsesTop;
        foreach (var line in box.UsesLines)
            Line($"""<text x="{left + 10}" y="{y += Box.UsesHeight}">{line}</text>""");
        Line($"</g>");
    }

    /// <summary>From a seat of a row, whose top and bottom are given, to the top of the next row.</summary>
    private void Arrow(Seat from, Seat to, (int Top, int Bottom) row)
    {
        var (top, bottom) = (row.Top + (from.Box?.Height ?? 0), row.Bottom);
        var start = Pixel(from.Middle + Port(from.Below, to, from));
        var end = Pixel(to.Middle + Port(to.Above, from, to));
        var (middle, last) = (bottom + (RowGap / 2), bottom + RowGap);
        var tip = to.Box is null ? "" : """ marker-end="url(#tip)" """.TrimEnd();
        Line($"""<path class="arrow" d="M{start},{top} V{bottom} C{start},{middle} {end},{middle} {end},{last}"{tip}/>""");
    }

    /// <summary>Distance from the middle where an arrow meets its box: arrows are side by side, in the order of their other
    /// ends.</summary>
    private static double Port(IReadOnlyList<Seat> others, Seat other, Seat self)
    {
        var order = others.OrderBy(seat => seat.Middle).ToList();
        var step = Math.Min(24.0, self.Width / (order.Count + 1.0));
        return (order.IndexOf(other) - ((order.Count - 1) / 2.0)) * step;
    }

    private void DrawKernel()
    {
        const string words = "the kernel and the C libraries: every module may use it, pure ones only its names and errors";
        Frame("kernel", "src/Ka.Linux", 56);
        Line($"""<text class="title" x="{Margin + LabelWidth}" y="{_top + 26}">Ka.Linux</text>""");
        Line($"""<text x="{Margin + LabelWidth}" y="{_top + 44}">{words}</text>""");
        _top += 56 + BandGap;
    }

    private void DrawLegend()
    {
        const string words = "An arrow: may use. Below a name: its parts, and the modules of lower layers that it may use. ";
        Line($"""<text x="{Margin + 14}" y="{_top + 14}">{words}What follows from other arrows is not drawn.</text>""");
        _top += 14 + Margin;
    }

    private static int Pixel(double place) => (int)Math.Round(place, MidpointRounding.AwayFromZero);

    private void Line(FormattableString line) => _svg.Append(Text(line)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

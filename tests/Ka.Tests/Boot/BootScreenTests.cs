using System;
using System.Linq;
using System.Text;
using Ka.Boot.Console;
using Xunit;

namespace Ka.Tests.Boot;

/// <summary>The one screen of a booting machine.</summary>
public sealed class BootScreenTests
{
    private static readonly ScreenContent s_content = new ScreenContent
    {
        Title = "ka 0.1.0  stage 1",
        Identity = "10.0.1.35 52:54:00:12:34:56",
        Activity = "Receiving the rescue (place 2 of 60 in the chain)",
        Since = TimeSpan.FromSeconds(7),
        Progress = "[########................]  33%  40.1 MB  11.2 MB/s  0:04  ETA 0:08",
        Lines = ["one", "two", "three"],
    };

    [Fact]
    public void It_shows_who_it_is_what_is_being_done_since_when_and_how_far()
    {
        var screen = BootScreen.Draw(s_content, 80, 12);

        Assert.Equal(12, screen.Count);
        Assert.Equal("ka 0.1.0  stage 1" + new string(' ', 80 - 17 - 27) + "10.0.1.35 52:54:00:12:34:56", screen[0]);
        Assert.StartsWith("Receiving the rescue (place 2 of 60 in the chain)", screen[3], StringComparison.Ordinal);
        Assert.EndsWith("for 0:07", screen[3], StringComparison.Ordinal);
        Assert.Equal(s_content.Progress, screen[4]);
        Assert.Equal(["one", "two", "three"], screen.Skip(6).Take(3));
    }

    [Fact]
    public void Of_many_lines_the_last_are_shown() =>
        Assert.Equal(
            ["line 98", "line 99"],
            BootScreen.Draw(s_content with { Lines = [.. Enumerable.Range(0, 100).Select(n => $"line {n}")] }, 80, 8).Skip(6)
        );

    [Theory]
    [InlineData(80, 25)]
    [InlineData(20, 8)]
    [InlineData(1, 1)]
    [InlineData(240, 67)]
    public void No_line_is_wider_than_the_screen_and_no_screen_higher(int width, int height)
    {
        var content = s_content with
        {
            Lines = [new string('x', 1000), ""],
            Activity = new string('y', 300),
            Title = new string('z', 300),
        };

        var screen = BootScreen.Draw(content, width, height);

        Assert.Equal(Math.Max(height, 8), screen.Count);
        Assert.All(screen, line => Assert.True(line.Length <= Math.Max(width, 20)));
    }

    [Fact]
    public void Painting_begins_at_the_top_and_ends_without_a_line_feed()
    {
        var painted = Encoding.UTF8.GetString(BootScreen.Paint(BootScreen.Draw(s_content, 80, 25)));

        Assert.StartsWith("\u001b[?25l\u001b[H", painted, StringComparison.Ordinal);
        Assert.Equal(24, painted.Count(letter => letter == '\n'));
        Assert.Equal(1, painted.Split("\u001b[J").Length - 1);
    }

    [Theory]
    [InlineData("tty0", true)]
    [InlineData("tty12", true)]
    [InlineData("tty", false)]
    [InlineData("ttyS0", false)]
    [InlineData("hvc0", false)]
    public void The_kernels_own_screens_are_told_from_lines(string name, bool isScreen) =>
        Assert.Equal(isScreen, ConsoleDevice.IsVirtual(name));
}

using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using Ka.Logs;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Logs;

public sealed class LogBufferTests
{
    private readonly LogBuffer _log = new(42);

    [Fact]
    public void Lines_are_counted_from_0_and_read_again_and_again()
    {
        _log.Append("first");
        _log.Append("second\nthird");

        for (var time = 0; time < 2; time++)
            Assert.Equal(["0 first", "1 second", "2 third"], Read(0, 3));
        Assert.Equal((0, 3), (_log.First, _log.End));
    }

    [Fact]
    public void Memory_is_bounded_and_the_numbers_say_what_was_dropped()
    {
        var line = new string('x', 1000);
        for (var i = 0; i < 10_000; i++)
            _log.Append($"{i} {line}");

        Assert.Equal(10_000, _log.End);
        Assert.InRange(_log.First, 10_000 - LogBuffer.MostBytes / 2000, 10_000 - LogBuffer.MostBytes / 2000 * 3 / 4);
        var number = 17L;
        Assert.True(_log.TryRead(ref number, TimeSpan.Zero, out var text));
        Assert.Equal(_log.First, number);
        Assert.StartsWith($"{number} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_many_short_lines_are_bounded_too()
    {
        for (var i = 0; i < 1_000_000; i++)
            _log.Append("");
        Assert.InRange(_log.End - _log.First, 1, LogBuffer.MostBytes / 40);
    }

    [Fact]
    public void A_giant_line_is_cut_and_says_so()
    {
        _log.Append(new string('x', 1 << 20));
        var number = 0L;
        Assert.True(_log.TryRead(ref number, TimeSpan.Zero, out var text));
        Assert.Equal(WireLimits.LogLine, text.Length);
        Assert.EndsWith("x ...", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_without_a_line_waits_for_it()
    {
        var number = 0L;
        Assert.False(_log.TryRead(ref number, TimeSpan.FromMilliseconds(20), out _));
        var writer = new Thread(() => _log.Append("late"));
        writer.Start();
        Assert.True(_log.TryRead(ref number, TimeSpan.FromSeconds(20), out var text));
        Assert.Equal("late", text);
        writer.Join();
    }

    private string[] Read(long from, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    Assert.True(_log.TryRead(ref from, TimeSpan.Zero, out var text));
                    return string.Create(CultureInfo.InvariantCulture, $"{from++} {text}");
                }),
        ];
}

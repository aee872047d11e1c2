using System;
using System.Linq;
using System.Threading;
using Ka.Linux;
using Ka.Relay;
using Xunit;

namespace Ka.Tests.Relay;

public sealed class WindowTests : IDisposable
{
    private readonly Wakeup _wakeup = new();

    public void Dispose() => _wakeup.Dispose();

    [Fact]
    public void Bytes_are_read_where_they_were_written_across_the_seam()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: true);
        Fill(window, 80, 0);
        window.MarkVerified(80);
        window.Consume(80);
        window.Retain(long.MaxValue);
        Fill(window, 60, 80);
        var read = new byte[60];
        window.CopyTo(80, read);
        Assert.Equal(Enumerable.Range(80, 60).Select(i => (byte)i), read);
        Assert.Equal(20, window.From(80).Length);
    }

    [Fact]
    public void There_is_no_space_for_what_the_consumer_or_a_descendant_still_needs()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: true);
        Fill(window, 100, 0);
        window.MarkVerified(100);
        Assert.False(window.Positions.HasSpace);
        Assert.True(window.Reserve(10).IsEmpty);
        window.Consume(50);
        Assert.False(window.Positions.HasSpace);
        window.Retain(30);
        Assert.Equal(30, window.Reserve(1000).Length);
        window.Retain(long.MaxValue);
        Assert.Equal(50, window.Reserve(1000).Length);
        window.AbandonLocalReader();
        Assert.Equal(100, window.Reserve(1000).Length);
    }

    [Fact]
    public void Another_child_that_may_need_what_is_dropped_already_leaves_no_space_and_no_less_than_none()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: false);
        Fill(window, 100, 0);
        window.MarkVerified(100);
        window.Retain(60);
        Fill(window, 50, 100);
        window.MarkVerified(150);
        window.Retain(0);
        Assert.False(window.Positions.HasSpace);
        Assert.True(window.Reserve(10).IsEmpty);
        window.Retain(150);
        Assert.Equal(10, window.Reserve(10).Length);
    }

    [Fact]
    public void A_child_goes_on_at_any_position_that_no_writer_has_been_given()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: false);
        Fill(window, 100, 0);
        window.MarkVerified(100);
        window.Retain(60);
        Assert.True(window.TryRetain(40));
        Assert.Equal(40, window.Reserve(1000).Length);
        Assert.False(window.TryRetain(39));
        Assert.Equal(40, window.Positions.Oldest);
    }

    [Fact]
    public void The_local_reader_sees_only_what_is_verified()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: true);
        using var woken = new ManualResetEventSlim();
        var reader = new Thread(() =>
        {
            window.WaitForVerified(21);
            woken.Set();
        });
        reader.Start();
        Fill(window, 50, 0);
        window.MarkVerified(20);
        Assert.False(woken.Wait(TimeSpan.FromMilliseconds(100)));
        window.MarkVerified(45);
        Assert.True(woken.Wait(TimeSpan.FromSeconds(10)));
        reader.Join();
    }

    [Fact]
    public void All_that_wait_in_a_closed_window_get_its_first_reason()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: true);
        var reasons = new string[2];
        var reader = new Thread(() => reasons[0] = Reason(() => window.WaitForVerified(101)));
        var writer = new Thread(() => reasons[1] = Reason(() => window.Append(new byte[1000])));
        reader.Start();
        writer.Start();
        window.Close("first");
        window.Close("second");
        reader.Join();
        writer.Join();
        Assert.Equal(["first", "first"], reasons);
    }

    [Fact]
    public void A_sleeping_relay_is_signalled_once_by_what_moves()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: true);
        var poll = new PollSet(1);
        poll.Watch(0, _wakeup.Descriptor, PollEvents.In);
        Fill(window, 10, 0);
        window.Consume(5);
        Assert.Equal(0, poll.Wait(TimeSpan.Zero).Value);
        Assert.False(window.BeginWait(hasParent: false, sentTo: 10).Head > 10);
        window.Consume(10);
        Assert.Equal(1, poll.Wait(TimeSpan.Zero).Value);
    }

    [Fact]
    public void What_is_not_verified_is_taken_back_and_comes_again()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: true);
        Fill(window, 30, 0);
        window.MarkVerified(20);
        Fill(window, 10, 77);
        window.Rewind();
        Assert.Equal(20, window.Positions.Head);
        Fill(window, 60, 20);
        window.MarkVerified(80);
        var read = new byte[80];
        window.CopyTo(0, read);
        Assert.Equal(Enumerable.Range(0, 80).Select(i => (byte)i), read);
    }

    [Fact]
    public void A_child_that_is_ahead_after_damage_is_kept()
    {
        using var window = new Window(100, _wakeup, hasLocalReader: true);
        Fill(window, 30, 0);
        Assert.True(window.TryRetain(50));
    }

    /// <summary>One writer, one reader and one descendant over a window that is much smaller than the stream: in every
    /// interleaving the reader gets each byte once and in order.</summary>
    [Fact]
    public void A_stream_many_times_its_size_passes_a_window_unharmed()
    {
        const int length = 4_000_000;
        using var window = new Window(10_007, _wakeup, hasLocalReader: true);
        var writer = new Thread(() =>
        {
            var random = new Random(1);
            for (var sent = 0; sent < length; )
            {
                var piece = Enumerable
                    .Range(sent, Math.Min(random.Next(1, 5000), length - sent))
                    .Select(i => (byte)(i * 7))
                    .ToArray();
                window.Append(piece);
                sent += piece.Length;
            }
        });
        writer.Start();
        var pieces = new Random(2);
        for (var position = 0; position < length; )
        {
            window.WaitForVerified(position + 1);
            var piece = new byte[Math.Min(pieces.Next(1, 3000), (int)window.Positions.VerifiedTo - position)];
            window.CopyTo(position, piece);
            for (var i = 0; i < piece.Length; i++)
                Assert.Equal((byte)((position + i) * 7), piece[i]);
            position += piece.Length;
            window.Retain(position);
            window.Consume(position);
        }
        writer.Join();
    }

    private static string Reason(Action waiting) => Assert.Throws<WindowClosedException>(waiting).Message;

    private static void Fill(Window window, int count, int from)
    {
        for (var i = 0; i < count; )
        {
            var space = window.Reserve(count - i);
            for (var j = 0; j < space.Length; j++)
                space[j] = (byte)(from + i + j);
            i += space.Length;
            window.Commit(space.Length);
        }
    }
}

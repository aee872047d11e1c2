using System;
using System.Threading;
using Ka.Runtime;
using Xunit;

namespace Ka.Tests.Runtime;

public sealed class TickerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void It_calls_until_it_is_disposed_of()
    {
        var calls = 0;
        using var third = new ManualResetEventSlim();
        var ticker = new Ticker("test", s_interval, Call, Fail);
        Assert.True(third.Wait(s_patience));
        ticker.Dispose();
        // A call that ran then has ended when another ticker with the same interval has called some times.
        using var later = new CountdownEvent(5);
        using (new Ticker("test", s_interval, () => later.Signal(), _ => { }))
            Assert.True(later.Wait(s_patience));
        var after = Volatile.Read(ref calls);
        later.Reset();
        using (new Ticker("test", s_interval, () => later.Signal(), _ => { }))
            Assert.True(later.Wait(s_patience));
        Assert.Equal(after, Volatile.Read(ref calls));

        void Call()
        {
            if (Interlocked.Increment(ref calls) == 3)
                third.Set();
        }
    }

    [Fact]
    public void A_call_that_fails_ends_the_calls_and_not_the_process()
    {
        Exception? failure = null;
        using var failed = new ManualResetEventSlim();
        using var ticker = new Ticker("test", s_interval, () => throw new InvalidOperationException("no"), Note);
        Assert.True(failed.Wait(s_patience));
        Assert.Equal("no", failure?.Message);

        void Note(Exception e)
        {
            failure = e;
            failed.Set();
        }
    }

    private static void Fail(Exception failure) => Assert.Fail(failure.ToString());
}

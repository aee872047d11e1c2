using System;
using System.Threading;
using Ka.Commands;
using Ka.Linux;
using Xunit;

namespace Ka.Tests.Commands;

public sealed class ShutdownSignalTests
{
    [Fact]
    public void A_signal_before_the_run_has_begun_reaches_it()
    {
        using var interruption = new ShutdownSignal();
        using var first = new ManualResetEventSlim();
        interruption.Requested += first.Set;
        new ToolCommand("sh", "-c", "kill -TERM $PPID").Run();
        Assert.True(first.Wait(TimeSpan.FromSeconds(20)));

        var isInterrupted = false;
        interruption.Requested += () => isInterrupted = true;

        Assert.True(isInterrupted);
    }
}

using System;
using System.IO;
using System.Threading;
using Xunit;

namespace Ka.Linux.Tests;

/// <summary>A thread that steps back.</summary>
public sealed class LoweredPriorityTests
{
    [Fact]
    public void The_calling_thread_and_those_it_starts_are_nice_and_no_other()
    {
        var (own, started) = (0, 0);
        var thread = new Thread(() =>
        {
            using var lowered = new LoweredPriority();
            own = NiceOfThisThread();
            var child = new Thread(() => started = NiceOfThisThread());
            child.Start();
            child.Join();
        });
        var before = NiceOfThisThread();
        thread.Start();
        thread.Join();
        Assert.Equal((LoweredPriority.Nice, LoweredPriority.Nice), (own, started));
        Assert.Equal(before, NiceOfThisThread());
    }

    [Fact]
    public void The_session_has_its_share_back_afterwards()
    {
        const string group = "/proc/self/autogroup";
        var before = File.Exists(group) ? File.ReadAllText(group) : "";
        var thread = new Thread(() => new LoweredPriority().Dispose());
        thread.Start();
        thread.Join();
        Assert.Equal(before, File.Exists(group) ? File.ReadAllText(group) : "");
    }

    /// <summary>The 19th field of /proc/PID/stat; the name in the second one may have blanks.</summary>
    private static int NiceOfThisThread()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }
}

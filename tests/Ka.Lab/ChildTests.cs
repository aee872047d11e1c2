using System;
using System.IO;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab;

[Collection(Lane.Alone)]
public sealed class ChildTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Output_errors_and_status_of_a_child_are_kept()
    {
        using var child = Child.Start(new Launch("sh", "-c", "cat; echo no >&2; exit 7") { InputText = "in" });
        Assert.Equal(7, child.Wait(s_minute).Status);
        Assert.Equal("in", child.Output);
        Assert.Equal("no\n", child.Errors);
    }

    [Fact]
    public void A_killed_child_reads_as_a_shell_says_it()
    {
        using var child = Child.Start(new Launch("sleep", "1000"));
        child.Kill();
        Assert.Equal(137, child.Wait(s_minute).Status);
    }

    [Fact]
    public void The_cost_counts_threads_and_the_whole_pipeline()
    {
        // Two processes of a pipeline, each ended by the limit of its own second.
        using var child = Child.Start(
            new Launch("sh", "-c", "(ulimit -t 1; yes >/dev/null) | (ulimit -t 1; yes >/dev/null); true")
        );
        // The limit and the count measure differently: by half a second on a busy machine. One of the two alone has one.
        Assert.InRange(child.Wait(s_minute).Cpu.TotalSeconds, 1.4, 2.6);
    }

    [Fact]
    public void The_peak_is_that_of_the_program_and_not_ours()
    {
        // dd holds one block of this size.
        using var large = Child.Start(
            new Launch("dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=40") { WatchMemory = true }
        );
        Assert.InRange(large.WaitForSuccess(s_minute).PeakBytes, 64 << 20, 72 << 20);
        using var small = Child.Start(new Launch("sleep", "0.3") { WatchMemory = true });
        Assert.InRange(small.WaitForSuccess(s_minute).PeakBytes, 100 << 10, 8 << 20);
    }

    [Fact]
    public void A_deadline_that_passes_tells_what_the_child_said()
    {
        using var child = Child.Start(new Launch("sh", "-c", "echo half way; sleep 1000"));
        Wait.Until(() => child.Output.Length > 0, "the first word");
        var failure = Assert.Throws<ChildFailedException>(() => child.Wait(TimeSpan.FromMilliseconds(50)));
        Assert.Contains("half way", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        var failure = Assert.Throws<ChildFailedException>(() => Child.Start(new Launch("no-such-program")));
        Assert.Contains("no-such-program", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_pipe_ends_a_child_as_it_does_from_a_shell()
    {
        using var child = Child.Start(new Launch("bash", "-c", "yes | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}"));
        child.WaitForSuccess(s_minute);
        Assert.Equal("141\n", child.Output);
    }

    [Fact]
    public void Output_can_go_to_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            Child.Run(new Launch("echo", "there") { OutputFile = file });
            Assert.Equal("there\n", File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}

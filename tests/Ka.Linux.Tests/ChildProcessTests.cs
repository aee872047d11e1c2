using System;
using System.Diagnostics;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class ChildProcessTests
{
    [Fact]
    public void The_output_of_a_command_is_read_and_its_status_kept()
    {
        using var child = Start("printf 'a\\377b'; exit 7");
        var buffer = new byte[16];

        Assert.Equal(3, child.Pipe.ReadFully(buffer).Value);
        Assert.Equal([(byte)'a', 0xff, (byte)'b'], buffer[..3]);
        Assert.Equal(7, child.WaitForExit());
    }

    [Fact]
    public void A_program_gets_its_arguments_as_they_are_and_what_it_complains_is_kept()
    {
        using var child = ChildProcess.StartReading("ls", BytePath.FromText("-d"), BytePath.FromText("/"), BytePath.FromText("/no such $(reboot)"));
        var buffer = new byte[16];

        Assert.Equal(2, child.Pipe.ReadFully(buffer).Value);
        Assert.Equal(2, child.WaitForExit());
        Assert.Contains("/no such $(reboot)", child.TakeErrors(), StringComparison.Ordinal);
        Assert.Equal("", child.TakeErrors());
    }

    [Fact]
    public void A_program_that_complains_without_end_is_not_held_up()
    {
        using var child = ChildProcess.StartWriting("sh", BytePath.FromText("-c"), BytePath.FromText("cat; dd if=/dev/zero bs=64k count=64 >&2 2>/dev/null; exit 3"));

        child.Pipe.WriteAll("heard"u8).OrThrow("write", "");
        child.Pipe.Dispose();

        Assert.Equal(3, child.WaitForExit());
        Assert.StartsWith("heard", child.TakeErrors(), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_outputs_of_a_watched_command_come_apart_and_it_has_nothing_to_read()
    {
        using var child = ChildProcess.StartWatched(BytePath.FromText("cat; printf out; printf err >&2; exit 5"));
        var buffer = new byte[16];

        Assert.Equal("out"u8.ToArray(), buffer[..(int)child.Pipe.ReadFully(buffer).Value]);
        Assert.Equal("err"u8.ToArray(), buffer[..(int)child.Errors!.ReadFully(buffer).Value]);
        var status = 0;
        Assert.True(System.Threading.SpinWait.SpinUntil(() => child.HasEnded(out status), TimeSpan.FromSeconds(20)));
        Assert.Equal(5, status);
    }

    [Fact]
    public void A_watched_command_is_interrupted_or_killed_with_its_whole_group()
    {
        foreach (var (end, status) in new (Action<ChildProcess>, int)[] { (child => child.Interrupt(), -2), (child => child.Kill(), -9) })
        {
            using var child = ChildProcess.StartWatched(BytePath.FromText("echo here; sleep 300 | sleep 301"));
            Assert.Equal(5, child.Pipe.ReadFully(new byte[5]).Value);
            Assert.False(child.HasEnded(out _));
            end(child);
            // The pipe ends when the last of them has.
            Assert.Equal(0, child.Pipe.Read(new byte[1]).Value);
            Assert.Equal(status, child.WaitForExit());
        }
    }

    [Fact]
    public void A_program_that_is_not_there_is_an_error() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => ChildProcess.StartReading("no-such-program")).Errno);

    [Fact]
    public void A_command_reads_what_is_written_to_it()
    {
        using var work = new WorkDirectory();
        using var child = ChildProcess.StartWriting(BytePath.FromText($"cat >'{work.Path}/out'"));

        child.Pipe.WriteAll("through"u8).OrThrow("write", "");
        child.Pipe.Dispose();

        Assert.Equal(0, child.WaitForExit());
        Assert.Equal(7, work.StatusOf("out"u8).Size);
    }

    [Fact]
    public void A_command_that_is_not_there_is_the_shell_s_127()
    {
        using var child = Start("exec /no/such 2>/dev/null");

        Assert.Equal(127, child.WaitForExit());
    }

    [Fact]
    public void A_signal_that_killed_is_negative()
    {
        using var child = Start("kill -9 $$");

        Assert.Equal(-9, child.WaitForExit());
    }

    [Fact]
    public void A_broken_pipe_kills_a_command_as_it_does_in_a_shell()
    {
        using var child = Start("exec yes");
        child.Pipe.Dispose();

        Assert.Equal(-13, child.WaitForExit());
    }

    [Fact]
    public void Terminating_reaches_the_command_s_own_children()
    {
        using var child = Start("sleep 1000 & echo; wait");
        var buffer = new byte[1];
        child.Pipe.Read(buffer).OrThrow("read", "");

        child.Terminate();

        Assert.Equal(-15, child.WaitForExit());
        // The end comes when the last one that holds the pipe is gone: sleep.
        Assert.Equal(0, child.Pipe.Read(buffer).Value);
    }

    [Fact]
    public void Disposing_kills_a_command_that_does_not_end()
    {
        var watch = Stopwatch.StartNew();
        Start("trap '' TERM; sleep 1000").Dispose();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_command_does_not_inherit_our_descriptors()
    {
        using var file = Files.OpenRead(BytePath.FromText("/dev/null"));
        using var child = Start($"test -e /proc/self/fd/{file.Number} && echo inherited");

        Assert.Equal(0, child.Pipe.ReadFully(new byte[16]).Value);
    }

    private static ChildProcess Start(string command) => ChildProcess.StartReading(BytePath.FromText(command));
}

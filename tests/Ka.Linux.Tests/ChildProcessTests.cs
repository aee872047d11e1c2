using System;
using System.Diagnostics;
using Ka.TestRunner;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void The_output_of_a_command_is_read_and_its_status_kept()
    {
        using var child = Start("printf 'a\\377b'; exit 7");
        var buffer = new byte[16];

        Assert.Equal(3, child.Output!.ReadFully(buffer).Value);
        Assert.Equal([(byte)'a', 0xff, (byte)'b'], buffer[..3]);
        Assert.Equal(7, child.WaitForExit().Code);
    }

    [Fact]
    public void A_program_gets_its_arguments_as_they_are_and_what_it_complains_is_kept()
    {
        using var child = ChildProcess.Start(
            KeptErrors("ls", "-d", "/", "/no such $(reboot)") with
            {
                Output = ChildStream.Pipe,
            }
        );
        var buffer = new byte[16];

        Assert.Equal(2, child.Output!.ReadFully(buffer).Value);
        Assert.Equal(2, child.WaitForExit().Code);
        Assert.Contains("/no such $(reboot)", child.TakeErrors(), StringComparison.Ordinal);
        Assert.Equal("", child.TakeErrors());
    }

    [Fact]
    public void A_program_that_complains_without_end_is_not_held_up()
    {
        using var child = ChildProcess.Start(
            KeptErrors("sh", "-c", "cat; dd if=/dev/zero bs=64k count=64 >&2 2>/dev/null; exit 3") with
            {
                Input = ChildStream.Pipe,
                Output = ChildStream.SameAsErrors,
            }
        );

        child.Input!.WriteAll("heard"u8).OrThrow("write", "");
        child.Input.Dispose();

        Assert.Equal(3, child.WaitForExit().Code);
        Assert.StartsWith("heard", child.TakeErrors(), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_outputs_of_a_watched_command_come_apart_and_it_has_nothing_to_read()
    {
        using var child = StartWatched("cat; printf out; printf err >&2; exit 5");
        var buffer = new byte[16];

        Assert.Equal("out"u8.ToArray(), buffer[..(int)child.Output!.ReadFully(buffer).Value]);
        Assert.Equal("err"u8.ToArray(), buffer[..(int)child.Errors!.ReadFully(buffer).Value]);
        Assert.True(child.TryWaitForExit(s_patience, out var exit));
        Assert.Equal(5, exit.Code);
    }

    [Fact]
    public void A_watched_command_is_interrupted_or_killed_with_its_whole_group()
    {
        foreach (
            var (end, status) in new (Action<ChildProcess>, int)[]
            {
                (child => child.Interrupt(), -2),
                (child => child.Kill(), -9),
            }
        )
        {
            using var child = StartWatched("echo here; sleep 300 | sleep 301");
            Assert.Equal(5, child.Output!.ReadFully(new byte[5]).Value);
            Assert.False(child.TryWaitForExit(TimeSpan.Zero, out _));
            end(child);
            // The pipe ends when the last of them has.
            Assert.Equal(0, child.Output!.Read(new byte[1]).Value);
            Assert.Equal(status, child.WaitForExit().Code);
        }
    }

    [Fact]
    public void A_program_that_is_not_there_is_an_error() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => ProcessOptions.Installed("no-such-program")).Errno);

    [Fact]
    public void A_command_reads_what_is_written_to_it()
    {
        using var work = new WorkDirectory();
        using var child = ChildProcess.Start(
            ProcessOptions.Shell(BytePath.FromText($"cat >'{work.Path}/out'")) with
            {
                Input = ChildStream.Pipe,
            }
        );

        child.Input!.WriteAll("through"u8).OrThrow("write", "");
        child.Input.Dispose();

        Assert.Equal(0, child.WaitForExit().Code);
        Assert.Equal(7, work.StatusOf("out"u8).Size);
    }

    [Fact]
    public void A_command_that_is_not_there_is_the_shell_s_127()
    {
        using var child = Start("exec /no/such 2>/dev/null");

        Assert.Equal(127, child.WaitForExit().Code);
    }

    [Fact]
    public void A_signal_that_killed_is_negative()
    {
        using var child = Start("kill -9 $$");

        Assert.Equal(-9, child.WaitForExit().Code);
    }

    [Fact]
    public void A_broken_pipe_kills_a_command_as_it_does_in_a_shell()
    {
        using var child = Start("exec yes");
        child.Output!.Dispose();

        Assert.Equal(-13, child.WaitForExit().Code);
    }

    [Fact]
    public void Terminating_reaches_the_command_s_own_children()
    {
        using var child = Start("sleep 1000 & echo; wait");
        var buffer = new byte[1];
        child.Output!.Read(buffer).OrThrow("read", "");

        child.Terminate();

        Assert.Equal(-15, child.WaitForExit().Code);
        // The end comes when the last one that holds the pipe is gone: sleep.
        Assert.Equal(0, child.Output!.Read(buffer).Value);
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

        Assert.Equal(0, child.Output!.ReadFully(new byte[16]).Value);
    }

    [Fact]
    public void A_child_has_our_standard_streams_unless_it_is_told_otherwise()
    {
        using var child = ChildProcess.Start(
            ProcessOptions.Shell(BytePath.FromText("[ $(readlink /proc/self/fd/2) = $(readlink /proc/$PPID/fd/2) ] && exit 7"))
        );

        Assert.Equal(7, child.WaitForExit().Code);
        Assert.Equal("exit status 7", child.WaitForExit().ToString());
    }

    [Fact]
    public void A_program_without_a_group_of_its_own_gets_signals_alone()
    {
        using var child = ChildProcess.Start(new ProcessOptions(BytePath.FromText("/bin/sleep"), [BytePath.FromText("60")]));

        Assert.False(child.TryWaitForExit(TimeSpan.Zero, out _));
        child.Terminate();
        Assert.Equal("killed by signal 15", child.WaitForExit().ToString());
        child.Terminate();
    }

    [Fact]
    public void A_program_that_is_not_at_its_path_is_named()
    {
        var nowhere = BytePath.FromText("/no/such/place");
        Assert.Contains(
            "/no/such/place",
            Assert.Throws<LinuxException>(() => ChildProcess.Start(new ProcessOptions(nowhere, []))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_program_gets_a_session_and_a_terminal_of_its_own()
    {
        var shell = new ProcessOptions(
            BytePath.FromText("/bin/sh"),
            [BytePath.FromText("-c"), BytePath.FromText("[ $(cut -d' ' -f6 /proc/self/stat) = $$ ]")]
        );

        Assert.Throws<LinuxException>(() => ChildProcess.Start(shell with { Terminal = BytePath.FromText("/no/such/terminal") }));
        using var child = ChildProcess.Start(shell with { Terminal = BytePath.FromText("/dev/null") });
        Assert.Equal(0, child.WaitForExit().Code);
    }

    [Needs(Need.Root)]
    public void A_signal_never_reaches_another_process_with_the_number_of_one_that_was_waited_for()
    {
        using var old = ChildProcess.Start(ProcessOptions.Shell(BytePath.FromText("true")));
        old.WaitForExit();
        using var other = StartWithNumber(old.Number);

        old.Kill();

        Assert.False(other.TryWaitForExit(TimeSpan.FromMilliseconds(100), out _));
    }

    [Fact]
    public void Output_ends_a_second_after_the_command_although_a_process_left_behind_holds_it()
    {
        using var child = StartWatched("printf whole; sleep 60 & exit 4");
        var output = new ChildOutput(child, readsErrors: true);
        var length = 0;
        var watch = Stopwatch.StartNew();
        while (!output.IsOver)
            length += output.Read(new byte[100], null, out _);

        Assert.Equal(5, length);
        Assert.True(output.IsHeld);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), s_patience);
        child.Terminate();
        Assert.Equal(4, child.WaitForExit().Code);
    }

    [Fact]
    public void All_output_of_a_command_is_read_although_a_process_left_behind_never_stops_writing()
    {
        using var child = StartWatched("yes & head -c 500000 /dev/zero >&2; exit 4");
        var output = new ChildOutput(child, readsErrors: true);
        var lengths = new long[3];
        // Slower than the second that a process left behind is given.
        for (var buffer = new byte[20000]; !output.IsOver; )
        {
            var count = output.Read(buffer, null, out var stream);
            lengths[stream] += count;
            if (stream == 2)
                System.Threading.SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(500000, lengths[2]);
        child.Terminate();
    }

    [Fact]
    public void Input_has_no_reader_any_more_a_second_after_the_command_has_ended()
    {
        using var child = ChildProcess.Start(
            ProcessOptions.Shell(BytePath.FromText("exec 3<&0; sleep 60 <&3 & exit 0")) with
            {
                Input = ChildStream.Pipe,
            }
        );

        Assert.True(child.Input!.WriteAll(new byte[4 << 20]).Is(Errno.EPIPE));
        child.Terminate();
    }

    private static ProcessOptions KeptErrors(string program, params string[] arguments) =>
        ProcessOptions.Installed(program, Array.ConvertAll(arguments, BytePath.FromText)) with
        {
            Errors = ChildStream.LossyPipe,
        };

    private static ChildProcess StartWatched(string command) =>
        ChildProcess.Start(
            ProcessOptions.Shell(BytePath.FromText(command)) with
            {
                Input = ChildStream.Null,
                Output = ChildStream.Pipe,
                Errors = ChildStream.Pipe,
            }
        );

    /// <summary>Processes are started until one has a certain number, which is the next one of this namespace (proc(5),
    /// ns_last_pid).</summary>
    private static ChildProcess StartWithNumber(int number)
    {
        while (true)
        {
            System.IO.File.WriteAllText("/proc/sys/kernel/ns_last_pid", $"{number - 1}");
            var child = ChildProcess.Start(ProcessOptions.Shell(BytePath.FromText("exec sleep 60")));
            if (child.Number == number)
                return child;
            child.Dispose();
        }
    }

    private static ChildProcess Start(string command) =>
        ChildProcess.Start(ProcessOptions.Shell(BytePath.FromText(command)) with { Output = ChildStream.Pipe });
}

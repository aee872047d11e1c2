using System;
using System.Diagnostics;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class ToolCommandTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Input_output_and_errors_pass_through()
    {
        var result = Shell("cat; echo no >&2; exit 3") with { Input = "in" };
        var run = result.TryRun();

        Assert.Equal((3, "in", "no\n", false), (run.Status, run.Text, run.Errors, run.IsTimedOut));
        Assert.EndsWith("exit status 3:\n  in\n  no", result.Failure(run).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_a_tool_leaves_behind_is_not_waited_for()
    {
        var watch = Stopwatch.StartNew();
        var run = Shell("sleep 60 & echo $!").TryRun();

        Assert.Equal(0, run.Status);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_patience);
        using var left = Process.GetProcessById(int.Parse(run.Text));
        left.Kill();
    }

    [Fact]
    public void A_tool_that_does_not_end_is_ended_with_its_group()
    {
        var tool = Shell("trap '' TERM; echo here; sleep 60 & sleep 60") with { TimeLimit = TimeSpan.FromMilliseconds(300) };
        var watch = Stopwatch.StartNew();
        var run = tool.TryRun();

        Assert.True(run.IsTimedOut);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_patience);
        Assert.Contains("not done after 0.3 s:\n  here", tool.Failure(run).Message, StringComparison.Ordinal);
        Assert.Throws<ToolException>(() => tool.Run());
    }

    [Fact]
    public void A_tool_that_does_not_read_its_input_is_no_failure() =>
        Assert.Equal("", (Shell("exit 0") with { Input = new string('x', 1000) }).Run());

    [Fact]
    public void A_tool_that_is_not_installed_is_named() =>
        Assert.Equal(
            "no-such-tool is not installed",
            Assert.Throws<ToolException>(() => new ToolCommand("no-such-tool").Run()).Message
        );

    private static ToolCommand Shell(string command) => new("sh", "-c", command);
}

using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination;
using Ka.Linux;
using Ka.Reporting;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Reporting;

/// <summary>The words that a node shows, message by message. Tests of the lab assert on <c>--json</c>.</summary>
public sealed class NodeConsoleTests
{
    private static readonly IPEndPoint s_server = new(IPAddress.Parse("10.0.0.1"), 30765);

    [Fact]
    public void A_lost_golden_node_is_looked_for_and_the_time_is_named()
    {
        Shows(
            new NodeRunEvent.ServerLost("silent for 4.6 s"),
            "lost the golden node: silent for 4.6 s; all is kept, looking for it for 90 s"
        );
        Shows(new NodeRunEvent.Rejoined(s_server), "back at golden node 10.0.0.1:30765, going on");
    }

    [Fact]
    public void A_lost_parent_is_shown_with_the_position() =>
        Shows(
            new NodeRunEvent.ParentLost(1000, ParentLossReason.Closed, "connection reset"),
            "lost the parent at byte 1000: connection reset"
        );

    [Fact]
    public void A_node_that_is_left_behind_waits() =>
        Shows(new NodeRunEvent.LeftBehind("too slow"), "LEFT BEHIND, waiting for the next round: too slow");

    [Fact]
    public void A_node_whose_own_part_failed_may_still_serve_others()
    {
        Shows(new NodeRunEvent.Failed("ENOSPC", IsRelaying: true), "FAILED here, still relaying: ENOSPC");
        Shows(new NodeRunEvent.Failed("ENOSPC", IsRelaying: false), "FAILED here: ENOSPC");
    }

    [Fact]
    public void A_verdict_against_the_plan_says_that_nothing_is_touched() =>
        Shows(
            new NodeRunEvent.Judged(new PlanChecked(default, [], "n7", [Finding.Said(FindingKind.Kernel, "no openat2")], [])),
            "THE PLAN DOES NOT FIT, nothing is touched: no openat2"
        );

    [Fact]
    public void The_end_has_the_reason_and_the_sum()
    {
        Shows(new NodeRunEvent.Ended(true, "", 0, TimeSpan.Zero) { NodesDone = 3, NodesTotal = 3 }, "done", "3 of 3 nodes done");
        Shows(new NodeRunEvent.Ended(false, "stopped by the operator", 0, TimeSpan.Zero), "ka: FAILED: stopped by the operator");
    }

    private static void Shows(NodeRunEvent happened, params string[] lines)
    {
        var shown = new List<string>();
        var screen = new Screen();
        screen.Said += shown.Add;
        new NodeConsole(screen, quiet: false).Report(happened);
        Assert.Equal(lines, shown);
    }
}

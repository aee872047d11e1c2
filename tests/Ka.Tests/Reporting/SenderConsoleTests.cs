using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Reporting;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Reporting;

/// <summary>The words that the golden node shows, message by message. Tests of the lab assert on <c>--json</c>.</summary>
public sealed class SenderConsoleTests
{
    private static readonly NodeIdentity s_node = new(2, IPAddress.Parse("10.0.0.7"), BytePath.FromText("n7"));
    private static readonly DiskMapping s_disk = new(
        "sda",
        "vda",
        new DiskHardware(20L << 30, "virtio", "QEMU", "", ""),
        DiskContents.Nothing
    );
    private static readonly BytePath s_stream = BytePath.FromText("./");

    [Fact]
    public void An_open_session_is_shown_as_one() =>
        Shows(
            new RunEvent.Listening(BytePath.FromText("room"), new IPEndPoint(IPAddress.Any, 30765), 3, IsOpen: true),
            "session 'room': waiting for 3 nodes on 0.0.0.0:30765",
            "OPEN SESSION: every node that asks gets the data, no peer is authenticated"
        );

    [Fact]
    public void A_late_node_waits_for_the_next_round()
    {
        Shows(new RunEvent.NodeJoined(s_node, 1, 3, 1), "node 2 10.0.0.7 (n7) joined: 1 of 3");
        Shows(new RunEvent.NodeJoined(s_node, 1, 3, 2), "node 2 10.0.0.7 (n7) joined: waits for round 2");
    }

    [Fact]
    public void Before_the_question_every_node_s_verdict_is_shown() =>
        Shows(
            new RunEvent.AllJudged(
                [
                    new RunEvent.NodeJudged(s_node, new PlanChecked(default, [s_disk], "n7", [], [])),
                    new RunEvent.NodeJudged(
                        s_node,
                        new PlanChecked(default, [], "n7", [Finding.Said(FindingKind.Kernel, "no openat2")], [])
                    ),
                ],
                IsLate: false
            ),
            line => Assert.StartsWith("node 2 10.0.0.7 (n7) WILL BE ERASED: ", line, StringComparison.Ordinal),
            line => Assert.Equal("node 2 10.0.0.7 (n7) does not fit, stays as it is: no openat2", line)
        );

    [Fact]
    public void Who_said_go_is_shown() =>
        Shows(new RunEvent.ToldToGo(s_node.Address, s_node.Host), "start requested by 10.0.0.7 (n7)");

    [Fact]
    public void A_further_round_has_its_number()
    {
        Shows(new RunEvent.Started(1, 2, [s_stream]), "sending './' to 2 nodes");
        Shows(new RunEvent.Started(2, 1, [s_stream]), "round 2: sending './' to 1 node");
    }

    [Fact]
    public void A_lost_network_is_a_reason_to_look_at_the_cable()
    {
        Shows(
            new RunEvent.NetworkLost(TimeSpan.FromSeconds(90)),
            "no node answers any more: check this machine's network; the run is held for 90.0 s"
        );
        Shows(new RunEvent.NetworkBack(TimeSpan.FromSeconds(31)), "nodes are heard again, after 31.0 s");
        Shows(new RunEvent.NodeReturned(s_node), "node 2 10.0.0.7: is back and goes on");
    }

    [Fact]
    public void What_a_stopped_terminal_missed_is_counted() =>
        Shows(new RunEvent.Dropped(12), "12 messages are missing here: this terminal was stopped or too slow");

    [Fact]
    public void The_report_names_every_node_and_measure_and_ends_with_the_sum()
    {
        var report = new RunReport(
            [],
            [
                new RunReport.Node(s_node, Verdict.Done, "", 2, 100),
                new RunReport.Node(s_node with { Id = 3 }, Verdict.Failed, "silent for 4.6 s", 1, 0),
            ]
        )
        {
            Missing = 1,
            SlowNodes =
            [
                new SlowNodeDecision(
                    s_node,
                    1,
                    TimeSpan.FromSeconds(3),
                    IsLeftBehind: true,
                    new Slowness(5e6, 100e6, TimeSpan.FromSeconds(2))
                ),
            ],
        };
        Shows(
            new RunEvent.Ended(report),
            "node 2 10.0.0.7 (n7) DONE in round 2",
            "node 3 10.0.0.7 (n7) FAILED: silent for 4.6 s",
            "node 2 10.0.0.7 was left behind in round 1 after 3.0 s: "
                + "takes 5.0 MB/s where the others could take 100.0 MB/s, which cost them 2.0 s",
            "1 node never came",
            "1 of 3 nodes done"
        );
    }

    [Fact]
    public void A_run_that_touched_nothing_ends_with_that()
    {
        var report = new RunReport([], [new RunReport.Node(s_node, Verdict.Failed, "", 0, 0)]) { IsUntouched = true };
        Shows(new RunEvent.Ended(report), "node 2 10.0.0.7 (n7) UNTOUCHED", "ka: no disk was touched", "0 of 1 node done");
    }

    private static void Shows(RunEvent happened, params string[] lines) =>
        Shows(happened, [.. lines.Select(line => (Action<string>)(shown => Assert.Equal(line, shown)))]);

    private static void Shows(RunEvent happened, params Action<string>[] lines)
    {
        var shown = new List<string>();
        var screen = new Screen();
        screen.Said += shown.Add;
        new SenderConsole(screen, new RunStatus(), quiet: false).Report(happened);
        Assert.Collection(shown, lines);
    }
}

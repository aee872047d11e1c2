using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.Lab.Clone;
using Ka.Logs;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Logs;

/// <summary><c>ka status NODE exec CMD</c>. The log servers are the test's own, so commands run here.</summary>
public sealed class ExecTests
{
    [Needs(Need.Product)]
    public void On_one_node_output_and_status_are_the_commands_own()
    {
        using var lab = new CloneLab(1);
        using var port = FollowTests.HostOn(lab, 1, new LogBuffer(1));

        var command = Exec(lab, "1", "printf 'a\\000b'; echo err >&2; exit 7");
        lab.Expect(7, command);
        Assert.Equal("a\0b"u8.ToArray(), command.OutputBytes);
        Assert.Equal("err\n", command.Errors);
        lab.Expect(0, Exec(lab, "1", "ls", "-d", "--", "/"));
        lab.Expect(128 + 15, Exec(lab, "1", "kill $$"));
        lab.Expect(
            124,
            lab.Start(
                lab.Golden,
                "status",
                "--timeout",
                "1",
                lab.Node(1).Address,
                "--token-file",
                lab.Token,
                "exec",
                "sleep",
                "100"
            )
        );
    }

    [Needs(Need.Product)]
    public void Of_several_nodes_each_line_has_its_node_and_the_worst_status_counts()
    {
        using var lab = new CloneLab(3);
        using var first = FollowTests.HostOn(lab, 1, new LogBuffer(1));
        using var second = FollowTests.HostOn(lab, 2, new LogBuffer(2));

        var command = Exec(lab, "[2-3]", "printf 'one\\033[2J\\nlast'; exit 3");
        lab.Expect(3, command);
        Assert.Equal(
            ["10.77.0.2> last", "10.77.0.2> one?[2J", "10.77.0.3> last", "10.77.0.3> one?[2J"],
            command.Output.Split('\n')[..^1].Order(StringComparer.Ordinal)
        );
        Assert.Contains("10.77.0.3: exit status 3", command.Errors, StringComparison.Ordinal);

        var absent = Exec(lab, "[2-4]", "true");
        lab.Expect(255, absent);
        Assert.Contains("10.77.0.4: FAILED: node 10.77.0.4:12345: ECONNREFUSED", absent.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void Json_tells_output_and_end()
    {
        using var lab = new CloneLab(1);
        using var port = FollowTests.HostOn(lab, 1, new LogBuffer(1));
        var command = lab.Start(
            lab.Golden,
            "status",
            lab.Node(1).Address,
            "--token-file",
            lab.Token,
            "--json",
            "exec",
            "echo out; echo err >&2; exit 3"
        );
        lab.Expect(3, command);
        Assert.Equal(
            ["err stderr", "out stdout"],
            JsonEvents
                .Of(command, "output")
                .Select(line => $"{line.GetProperty("text").GetString()} {line.GetProperty("stream").GetString()}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(3, Assert.Single(JsonEvents.Of(command, "exit")).GetProperty("status").GetInt32());
    }

    [Needs(Need.Product)]
    public void Ctrl_C_ends_the_command_on_every_node()
    {
        using var lab = new CloneLab(2);
        var told = new ConcurrentQueue<string>();
        using var first = FollowTests.HostOn(lab, 1, new LogBuffer(1), told.Enqueue);
        using var second = FollowTests.HostOn(lab, 2, new LogBuffer(2), told.Enqueue);
        var command = Exec(lab, "[2-3]", "echo here; sleep 300");
        CloneLab.Until(() => command.Output.AsSpan().Count('\n') == 2, "both run");
        command.Signal(2);
        lab.Expect(130, command);
        Assert.Equal(2, told.Count(line => line.EndsWith("its command ended: Killed 2", StringComparison.Ordinal)));
    }

    [Needs(Need.Product)]
    public void A_command_whose_asker_is_killed_ends()
    {
        using var lab = new CloneLab(1);
        var told = new ConcurrentQueue<string>();
        using var port = FollowTests.HostOn(lab, 1, new LogBuffer(1), told.Enqueue);
        var command = Exec(lab, "1", "echo here; sleep 300");
        CloneLab.Until(() => command.Output == "here\n", "it runs");
        command.Kill();
        CloneLab.Until(
            () => told.Any(line => line.EndsWith("has gone, its command was ended", StringComparison.Ordinal)),
            "it is ended"
        );
    }

    [Needs(Need.Product)]
    public void A_command_whose_output_nobody_reads_any_more_ends()
    {
        using var lab = new CloneLab(1);
        var told = new ConcurrentQueue<string>();
        using var port = FollowTests.HostOn(lab, 1, new LogBuffer(1), told.Enqueue);
        var shell = lab.Start(
            lab.Golden,
            new Launch("sh", "-c", $"{Programs.Ka} status {lab.Node(1).Address} --token-file {lab.Token} exec yes | head -n 1")
        );
        lab.Expect(0, shell);
        Assert.Equal("y\n", shell.Output);
        Assert.Contains(
            told,
            line => line.Contains("Killed", StringComparison.Ordinal) || line.Contains("has gone", StringComparison.Ordinal)
        );
    }

    [Needs(Need.Product)]
    public void What_is_typed_while_following_runs_on_every_node()
    {
        using var lab = new CloneLab(2);
        using var first = FollowTests.HostOn(lab, 1, new LogBuffer(1));
        using var second = FollowTests.HostOn(lab, 2, new LogBuffer(2));
        var watcher = lab.Start(
            lab.Golden,
            new Launch(Programs.Ka, "status", "10.77.0.[2-3]", "--token-file", lab.Token)
            {
                InputText = "exec echo typed $((6*7))\nwhat\n",
            }
        );
        CloneLab.Until(() => watcher.Output.AsSpan().Count('\n') == 2, "both answer");
        Assert.Equal(
            ["10.77.0.2> typed 42", "10.77.0.3> typed 42"],
            watcher.Output.Split('\n')[..^1].Order(StringComparer.Ordinal)
        );
        CloneLab.Until(() => watcher.Errors.Contains("type: exec CMD", StringComparison.Ordinal), "what is nothing is said");
        watcher.Signal(2);
        lab.Expect(130, watcher);
    }

    [Needs(Need.Product)]
    public void A_receiver_shows_its_lines_and_runs_nothing()
    {
        using var lab = new CloneLab(1);
        var receiver = lab.Receive(
            1,
            "--file",
            "/dev/null",
            "--log-port",
            LogServer.Default.ToString(CultureInfo.InvariantCulture)
        );
        CloneLab.Until(() => receiver.Errors.Length > 0, "it is there");
        var command = Exec(lab, "1", $"touch {lab.PathOf("made")}");
        lab.Expect(255, command);
        Assert.Contains("commands are run in the rescue alone", command.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(lab.PathOf("made")));
    }

    private static Child Exec(CloneLab lab, string nodes, params string[] words) =>
        lab.Start(
            lab.Golden,
            [
                "status",
                nodes.StartsWith('[') ? $"10.77.0.{nodes}" : lab.Node(int.Parse(nodes, CultureInfo.InvariantCulture)).Address,
                "--token-file",
                lab.Token,
                "exec",
                .. words,
            ]
        );
}

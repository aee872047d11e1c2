using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading;
using Ka.Lab.Clone;
using Ka.Lab.Serve;
using Ka.Linux;
using Ka.Logs;
using Ka.Operator;
using Ka.Runs;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Transport;
using Xunit;

namespace Ka.Lab.Runs;

/// <summary>What a run of <c>ka serve</c> leaves behind.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RunTests
{
    private const int Large = 30_000_000;

    private static readonly string[] s_log = ["--log-port", "12345"];

    [Needs(Need.Product)]
    public void A_run_leaves_its_plan_its_events_its_report_and_what_every_node_said()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 900);
        var golden = lab.Serve(2, "--yes");
        var nodes = new[] { lab.Replicate(1, s_log), lab.Replicate(2, s_log) };
        lab.Expect(0, nodes);
        lab.Expect(0, golden);

        for (var node = 1; node <= 2; node++)
            Assert.Equal(nodes[node - 1].Errors.Split('\n')[..^1], LinesOf(lab.FileOfRun($"nodes/{lab.AddressOf(node)}.log")));
        var events = JsonEvents.In(lab.FileOfRun("events.jsonl"));
        Assert.All(events, one => Assert.EndsWith("Z", one.Text("time"), StringComparison.Ordinal));
        Assert.Equal(["listening", "end"], new[] { events[0], events[^1] }.Select(one => one.Name()));
        Assert.Contains(events, one => one.Name() == "parent" && one.Number("parent") > 0);
        Assert.Equal("done", lab.Report().State);
        Assert.Contains("2 of 2 nodes done", File.ReadAllText(lab.FileOfRun("report.txt")), StringComparison.Ordinal);
        var plan = JsonDocument.Parse(File.ReadAllText(lab.FileOfRun("plan.json"))).RootElement;
        Assert.Equal("/", plan.GetProperty("trees")[0].GetString());
        Assert.Equal(JsonValueKind.Object, plan.GetProperty("layout").ValueKind);
        Assert.DoesNotContain(
            File.ReadAllText(lab.Token).Trim(),
            File.ReadAllText(lab.FileOfRun("plan.json")),
            StringComparison.Ordinal
        );
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal((Owner, Owner), (File.GetUnixFileMode(lab.Runs), File.GetUnixFileMode(lab.FileOfRun("."))));

        var id = Path.GetFileName(Directory.GetDirectories(lab.Runs).Single());
        Assert.Equal($"{id}  done, 2 of 2 done\n", Said(lab, "runs", "--runs", lab.Runs));
        var shown = Said(lab, "runs", "show", "last", "--runs", lab.Runs);
        Assert.Contains("2 of 2 nodes done", shown, StringComparison.Ordinal);
        Assert.Contains($"log: {lab.Runs}/{id}/nodes/{lab.AddressOf(1)}.log\n", shown, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllText(lab.FileOfRun($"nodes/{lab.AddressOf(2)}.log")),
            Said(lab, "runs", "show", id, lab.AddressOf(2), "--runs", lab.Runs)
        );
    }

    [Needs(Need.Product)]
    public void A_node_whose_power_is_cut_while_it_copies_has_its_last_words_on_the_golden_node()
    {
        using var lab = new ServeLab(2, rate: 100);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        lab.AddLargeFile(Large);
        var golden = lab.Serve(2, "--yes", "--compress", "none");
        var healthy = lab.Replicate(1, s_log);
        var killed = lab.Replicate(2, [.. s_log, "--json"]);
        CloneLab.UntilReceived(killed, Large / 4);
        killed.Kill();
        killed.Wait(TimeSpan.FromSeconds(10));
        var said = killed.Errors.Split('\n')[..^1];
        var log = lab.FileOfRun($"nodes/{lab.AddressOf(2)}.log");
        CloneLab.Until(() => File.ReadAllText(log).Contains("--- ", StringComparison.Ordinal), "it is lost");

        // Not only after the end: while the run goes on without it.
        Assert.Null(golden.Exit);
        Assert.Equal(said, LinesOf(log).TakeWhile(line => !line.StartsWith("--- ", StringComparison.Ordinal)));
        Assert.Contains("no connection", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.Contains(said, line => line.Contains("copy", StringComparison.Ordinal));
        var again = lab.Replicate(2, s_log);
        lab.Expect(0, healthy, again, golden);
        Assert.Contains("done", LinesOf(log)[^1], StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_node_whose_cable_is_pulled_has_its_last_words_on_the_golden_node_too()
    {
        using var lab = new ServeLab(2, rate: 100);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        lab.AddLargeFile(Large);
        var golden = lab.Serve(2, "--yes", "--compress", "none");
        var healthy = lab.Replicate(1, s_log);
        var silent = lab.Replicate(2, [.. s_log, "--json"]);
        CloneLab.UntilReceived(silent, Large / 4);
        lab.Net.Node(2).Link.Down();
        var said = silent.Errors.Split('\n')[..^1];
        lab.Expect(0, healthy);
        lab.Expect(3, golden);

        Assert.Equal(
            said,
            LinesOf(lab.FileOfRun($"nodes/{lab.AddressOf(2)}.log"))
                .TakeWhile(line => !line.StartsWith("--- ", StringComparison.Ordinal))
        );
        Assert.Contains(said, line => line.Contains("copy", StringComparison.Ordinal));
        Assert.Contains("silent for ", lab.ReasonOf(2), StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void Where_nothing_can_be_written_the_run_goes_on_and_says_so_once()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var golden = lab.Serve(1, "--yes", "--runs", "/proc/version/runs");
        lab.Expect(0, lab.Replicate(1), golden);
        Assert.Equal(2, golden.Errors.Split("nothing of this run is kept (--runs): mkdir").Length);
        Assert.False(Directory.Exists(lab.Runs));
    }

    [Needs(Need.Product)]
    public void A_disk_that_gets_full_harms_the_record_and_nothing_else()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        Directory.CreateDirectory(lab.Runs);
        Child.Run("mount", "-t", "tmpfs", "-o", "size=16k", "ka-runs", lab.Runs);
        try
        {
            var golden = lab.Serve(1, "--yes");
            lab.Expect(0, lab.Replicate(1, s_log), golden);
            Assert.Equal(
                2,
                golden.Errors.Split("is not complete: ").Length + golden.Errors.Split("nothing of this run is kept").Length - 1
            );
            Assert.Contains("ENOSPC", golden.Errors, StringComparison.Ordinal);
        }
        finally
        {
            Child.Run("umount", lab.Runs);
        }
    }

    [Needs(Need.Product)]
    public void Hooks_of_its_end_get_the_run_and_one_that_fails_changes_nothing()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var hooks = Directory.CreateDirectory(lab.PathOf("hooks/run-end.d")).FullName;
        Hook($"{hooks}/10-fails", "echo it went wrong >&2; exit 3");
        Hook(
            $"{hooks}/20-copies",
            $"cp -r \"$KA_RUN_DIR\" {lab.PathOf("copy")}; echo $KA_STAGE $KA_RUN_STATE $KA_NODES_DONE/$KA_NODES_TOTAL > "
                + $"{lab.PathOf("told")}"
        );
        Hook($"{hooks}/wrong", "exit 1");
        var golden = lab.Serve(1, "--yes", "--hooks", lab.PathOf("hooks"));
        lab.Expect(0, lab.Replicate(1, s_log), golden);
        Assert.Equal("run-end done 1/1\n", File.ReadAllText(lab.PathOf("told")));
        Assert.Contains("1 of 1 node done", File.ReadAllText(lab.PathOf("copy/report.txt")), StringComparison.Ordinal);
        Assert.Contains("10-fails: it went wrong", golden.Errors, StringComparison.Ordinal);
        Assert.Contains("10-fails FAILED: exit status 3", golden.Errors, StringComparison.Ordinal);
        Assert.Contains("is not named NN-name, left out", golden.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void The_documented_hook_puts_a_run_to_a_server_by_HTTP()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var hooks = Directory.CreateDirectory(lab.PathOf("hooks/run-end.d")).FullName;
        var document = File.ReadAllText(Path.Combine(Programs.Repository, "docs", "watching.md"));
        var start = document.IndexOf("```sh put", StringComparison.Ordinal);
        var example = document[
            (document.IndexOf('\n', start) + 1)..document.IndexOf("```\n", start + 5, StringComparison.Ordinal)
        ];
        File.WriteAllText(
            $"{hooks}/10-put",
            example.Replace("http://logs.example.org/ka", $"http://{lab.AddressOf(1)}:8000", StringComparison.Ordinal)
        );
        File.SetUnixFileMode($"{hooks}/10-put", (UnixFileMode)FilePermissions.Executable);
        using var listener = lab.Net.Node(1).Run(() => new System.Net.Sockets.TcpListener(IPAddress.Any, 8000));
        listener.Start();
        var got = new MemoryStream();
        var taker = new Thread(() =>
        {
            using var client = listener.AcceptTcpClient();
            using var stream = client.GetStream();
            var buffer = new byte[64 << 10];
            // curl waits for this before it sends the body, and it is an answer before it is read to its end.
            while (
                !System.Text.Encoding.Latin1.GetString(got.ToArray()).Contains("\r\n\r\n", StringComparison.Ordinal)
                && stream.Read(buffer) is > 0 and var head
            )
                got.Write(buffer, 0, head);
            stream.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
            stream.ReadTimeout = 2000;
            try
            {
                while (stream.Read(buffer) is > 0 and var count)
                    got.Write(buffer, 0, count);
            }
            catch (IOException)
            {
                // All of it has come.
            }
            stream.Write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
        });
        taker.Start();
        var golden = lab.Serve(1, "--yes", "--hooks", lab.PathOf("hooks"));
        lab.Expect(0, lab.Replicate(1, s_log), golden);
        Assert.True(taker.Join(TimeSpan.FromSeconds(30)), golden.Errors);
        Assert.DoesNotContain("FAILED", golden.Errors, StringComparison.Ordinal);
        Assert.StartsWith(
            $"PUT /{Path.GetFileName(Directory.GetDirectories(lab.Runs).Single())}.tar.gz",
            System.Text.Encoding.Latin1.GetString(got.ToArray()),
            StringComparison.Ordinal
        );
        Assert.True(got.Length > 1000);
    }

    [Needs(Need.Product)]
    public void Old_runs_go_when_there_are_too_many_and_without_runs_none_is_kept()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 45);
        for (var run = 0; run < 3; run++)
        {
            var golden = lab.Serve(1, "--yes", "--keep-runs", "2");
            lab.Expect(1, lab.Replicate(1));
            lab.Expect(4, golden);
        }
        Assert.Equal(2, Directory.GetDirectories(lab.Runs).Length);
        var none = lab.Serve(1, "--yes", "--no-runs");
        lab.Expect(1, lab.Replicate(1));
        lab.Expect(4, none);
        Assert.Equal(2, Directory.GetDirectories(lab.Runs).Length);
    }

    [Needs(Need.Product)]
    public void Sixty_four_logs_are_kept_at_once_without_losing_a_line_and_dead_nodes_hold_up_nobody()
    {
        const int Nodes = 64,
            Lines = 2_000;
        using var lab = new CloneLab(Nodes);
        var token = Token.Load(BytePath.FromText(lab.Token));
        var directory = new RunStore(BytePath.FromText(lab.PathOf("runs"))).Create(DateTime.UtcNow);
        var logs = Enumerable.Range(1, Nodes).Select(node => new LogBuffer((UInt128)node)).ToArray();
        var ports = logs.Select(
                (log, index) =>
                    lab.Node(index + 1)
                        .Run(() => new LogServer(new IPEndPoint(IPAddress.Any, LogServer.Default), log, token, null, _ => { }))
            )
            .ToArray();
        var keeper = lab.Golden.Run(() =>
        {
            var made = new NodeLogRecorder(
                token,
                LogServer.Default,
                directory,
                complaint => throw new InvalidOperationException(complaint)
            );
            // Nobody is there.
            for (var dead = 1; dead <= 20; dead++)
                made.Follow(IPAddress.Parse($"10.77.9.{dead}"));
            for (var node = 1; node <= Nodes; node++)
                made.Follow(IPAddress.Parse(lab.Node(node).Address));
            return made;
        });
        var talkers = logs.Select(log => new Thread(() => Talk(log, Lines))).ToList();
        talkers.ForEach(talker => talker.Start());
        talkers.ForEach(talker => talker.Join());
        for (var node = 1; node <= Nodes; node++)
        {
            var path = directory.PathOf(NodeLogRecorder.NameOf(IPAddress.Parse(lab.Node(node).Address))).ToString();
            CloneLab.Until(() => File.Exists(path) && LinesOf(path).Length >= Lines, $"all that node {node} said");
            Assert.Equal(Enumerable.Range(0, Lines).Select(LineOf), LinesOf(path));
        }
        foreach (var port in ports)
            port.Dispose();
        keeper.End();
    }

    private static void Talk(LogBuffer log, int lines)
    {
        for (var i = 0; i < lines; i++)
            log.Append(LineOf(i));
    }

    private static string LineOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} of many lines, none of which may be lost");

    private static string[] LinesOf(string path) => File.ReadAllText(path).Split('\n')[..^1];

    private static string Said(ServeLab lab, params string[] words)
    {
        var child = lab.Start(0, words);
        lab.Expect(0, child);
        return child.Output;
    }

    private static void Hook(string path, string text)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, (UnixFileMode)FilePermissions.Executable);
    }
}

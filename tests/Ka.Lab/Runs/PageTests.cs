using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ka.Lab.Clone;
using Ka.Lab.Serve;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Runs;

/// <summary>The page and the metrics of <c>ka serve</c>, asked by curl(1) from elsewhere.</summary>
public sealed class PageTests
{
    [Needs(Need.Product)]
    public void Page_and_metrics_show_the_run_and_logs_open_with_the_key_alone()
    {
        using var lab = new ServeLab(2, rate: 100);
        lab.AddDisk(1, 700);
        lab.AddLargeFile(30_000_000);
        var golden = Serve(lab);
        var node = lab.Replicate(1, "--log-port", "12345", "--json");
        CloneLab.UntilReceived(node, 5_000_000);

        var page = Get(lab, "/");
        Assert.Contains("<script src=\"/page.js\">", page, StringComparison.Ordinal);
        Assert.Contains("readLog", Get(lab, "/page.js"), StringComparison.Ordinal);
        Assert.Contains("#log", Get(lab, "/page.css"), StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var row = JsonDocument.Parse(Get(lab, "/board.json")).RootElement.GetProperty("nodes")[0];
        Assert.Equal(
            (lab.AddressOf(1), "receiving", 1, 0),
            (
                row.GetProperty("address").GetString(),
                row.GetProperty("stage").GetString(),
                row.GetProperty("place").GetInt32(),
                row.GetProperty("parent").GetInt32()
            )
        );
        Assert.Contains($"node=\"{lab.AddressOf(1)}\"", Get(lab, "/metrics"), StringComparison.Ordinal);
        Assert.Contains("stage=\"receiving\"} 1", Get(lab, "/metrics", 9100), StringComparison.Ordinal);
        Assert.Equal("404 Not Found\n", Get(lab, "/", 9100));
        Assert.Equal("404 Not Found\n", Get(lab, "/board.json", 9100));

        var log = $"/log/{lab.AddressOf(1)}";
        var key = KeyOf(golden);
        var token = File.ReadAllText(lab.Token).Trim();
        foreach (var wrong in new[] { "", "x", key[..31], key + "0", token })
            Assert.Equal("403 Forbidden\n", Get(lab, log, 8080, "-H", $"X-Ka-Key: {wrong}"));
        Assert.Contains("copy", Get(lab, log, 8080, "-H", $"X-Ka-Key: {key}"), StringComparison.Ordinal);
        foreach (var path in new[] { "/log/10.77.9.9", "/log/../plan.json", "/log/", "/../../etc/passwd", "/token" })
            Assert.Equal("404 Not Found\n", Get(lab, path, 8080, "--path-as-is", "-H", $"X-Ka-Key: {key}"));
        foreach (var path in new[] { "/", "/page.js", "/page.css", "/board.json", "/metrics" })
            Assert.DoesNotContain(token, Get(lab, path), StringComparison.Ordinal);
        lab.Expect(0, node, golden);
    }

    [Needs(Need.Product)]
    public void A_browser_shows_the_chain_and_a_log()
    {
        using var lab = new ServeLab(3, rate: 25);
        for (var node = 1; node <= 3; node++)
            lab.AddDisk(node, 700);
        lab.AddLargeFile(90_000_000);
        var golden = lab.Serve(3, "--yes", "--compress", "none", "--web", "0.0.0.0:8080");
        var nodes = Enumerable.Range(1, 3).Select(node => lab.Replicate(node, "--log-port", "12345", "--json")).ToArray();
        CloneLab.UntilReceived(nodes[2], 3_000_000);
        var key = KeyOf(golden);

        var shown = Browse(lab, $"#{key}/{lab.AddressOf(2)}", "--dump-dom", "--window-size=1280,900");
        for (var node = 1; node <= 3; node++)
            Assert.Matches(
                $"<li id=\"n\\d-{lab.AddressOf(node)}\"[^>]* class=\"busy\"[^>]*>.*>{node}</span>.*receiving",
                shown.Replace("\n", "", StringComparison.Ordinal)
            );
        Assert.Contains("copy", shown[shown.IndexOf("<pre", StringComparison.Ordinal)..], StringComparison.Ordinal);
        var pictures = Directory.CreateDirectory(Path.Combine(Programs.Repository, "artifacts", "web")).FullName;
        Browse(lab, $"#{key}/{lab.AddressOf(2)}", $"--screenshot={pictures}/1280.png", "--window-size=1280,900");
        Browse(lab, $"#{key}/{lab.AddressOf(2)}", $"--screenshot={pictures}/390.png", "--window-size=390,844");
        Browse(lab, "", $"--screenshot={pictures}/no-key.png", "--window-size=390,844");
        Assert.Equal(3, Directory.GetFiles(pictures, "*.png").Length);
        lab.Expect(0, [.. nodes, golden]);
    }

    [Needs(Need.Product)]
    public void Ten_thousand_connections_to_both_ports_harm_nothing_and_take_no_memory()
    {
        using var lab = new ServeLab(2, rate: 100);
        lab.AddDisk(1, 700);
        lab.AddLargeFile(30_000_000);
        var golden = Serve(lab);
        using var stranger = new Stranger(lab.Net.Node(2));
        CloneLab.Until(() => golden.Errors.Contains("waiting for", StringComparison.Ordinal), "it listens");
        var before = MemoryOf(golden);
        foreach (var port in new[] { 8080, 9100 })
            for (var round = 0; round < 5; round++)
            {
                stranger.Knock(lab.GoldenAddress, port, 500, "GET / HTTP/1.1\r\n"u8);
                stranger.Knock(lab.GoldenAddress, port, 500, new byte[3000]);
            }
        Assert.InRange(MemoryOf(golden) - before, long.MinValue, 24 << 20);

        // Who comes from elsewhere is served while all that waits, and the run goes on.
        Assert.Contains("ka_run_phase", Get(lab, "/metrics", 9100), StringComparison.Ordinal);
        var node = lab.Replicate(1);
        lab.Expect(0, node, golden);
        Assert.True(stranger.AllShownOut(TimeSpan.FromSeconds(30)), "a stranger's connection lasts");
        lab.Look(1, place => CloneLab.AssertSameTree(lab.Root + "/srv", place + "/srv"));
    }

    [Needs(Need.Product)]
    [InlineData("--web", "8080")]
    [InlineData("--web", "10.0.0.1")]
    [InlineData("--metrics", "golden:9100")]
    [InlineData("--metrics", "0.0.0.0:0")]
    [InlineData("--keep-runs", "0")]
    public void What_is_no_address_or_no_number_exits_2(string option, string value)
    {
        using var lab = new ServeLab(1);
        var golden = lab.Serve(1, "--yes", option, value);
        lab.Expect(2, golden);
        Assert.Contains(option, golden.Errors, StringComparison.Ordinal);
    }

    private static Child Serve(ServeLab lab) =>
        lab.Serve(1, "--yes", "--compress", "none", "--web", "0.0.0.0:8080", "--metrics", $"{lab.GoldenAddress}:9100");

    private static string KeyOf(Child golden) => Regex.Match(golden.Errors, "/#([0-9a-f]{32}) shows this run").Groups[1].Value;

    private static string Browse(ServeLab lab, string place, params string[] words)
    {
        var browser = lab.StartOnGolden(
            "chromium",
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--no-proxy-server",
                "--virtual-time-budget=3000",
                $"--user-data-dir={lab.PathOf("browser")}",
                .. words,
                $"http://{lab.GoldenAddress}:8080/{place}",
            ]
        );
        lab.Expect(0, browser);
        return browser.Output;
    }

    private static string Get(ServeLab lab, string path, int port = 8080, params string[] more)
    {
        var curl = lab.StartOnGolden(
            "curl",
            [
                "-s",
                "--noproxy",
                "*",
                "-m",
                "30",
                .. more,
                string.Create(CultureInfo.InvariantCulture, $"http://{lab.GoldenAddress}:{port}{path}"),
            ]
        );
        lab.Expect(0, curl);
        return curl.Output;
    }

    private static long MemoryOf(Child child) =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{child.Id}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture
        );
}

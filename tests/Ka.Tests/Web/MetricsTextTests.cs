using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Ka.Linux;
using Ka.Tests.Wire;
using Ka.Web;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Web;

/// <summary>The metrics, held to the rules of Prometheus' text format 0.0.4 and to those that promtool checks of names.</summary>
public sealed partial class MetricsTextTests
{
    [Fact]
    public void It_is_the_text_format()
    {
        var hostile = WireSamples.Row with { Node = 18, Host = BytePath.FromText("a\"} 1\nb\\c") };
        var samples = Parse(Encoding.UTF8.GetString(MetricsText.Of(new RunView(WireSamples.Head, [WireSamples.Row, hostile]))));

        Assert.Equal(110_000_000, samples["ka_node_rate_bytes_per_second{id=\"17\",node=\"192.168.7.17\",name=\"node17\"}"]);
        Assert.Equal(1, samples["ka_node_stage{id=\"17\",node=\"192.168.7.17\",name=\"node17\",stage=\"receiving\"}"]);
        Assert.Equal(1, samples["ka_run_phase{session=\"room-3\",phase=\"sending\"}"]);
        Assert.Equal(0, samples["ka_run_phase{session=\"room-3\",phase=\"ended\"}"]);
        Assert.Equal(3, samples["ka_run_repairs_total"]);
        Assert.Equal(95, samples["ka_round_elapsed_seconds"]);
        Assert.Equal(2, samples.Keys.Count(name => name.StartsWith("ka_node_stage", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_run_without_nodes_is_the_text_format_too() =>
        Parse(Encoding.UTF8.GetString(MetricsText.Of(new RunView(new RunSummary(), []))));

    [Fact]
    public void Two_nodes_of_one_address_are_two_series() =>
        Parse(
            Encoding.UTF8.GetString(
                MetricsText.Of(
                    new RunView(
                        WireSamples.Head,
                        [
                            WireSamples.Row,
                            WireSamples.Row with
                            {
                                Node = 18,
                            },
                            new NodeRow { Address = IPAddress.Parse("fd00::1") },
                        ]
                    )
                )
            )
        );

    /// <summary>Every line is understood, and nothing is there twice.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        var samples = new Dictionary<string, double>();
        var types = new Dictionary<string, string>();
        var helped = new HashSet<string>();
        string? current = null;
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Help().Match(line) is { Success: true } help)
            {
                Assert.True(helped.Add(help.Groups[1].Value), $"{line}: twice");
                current = help.Groups[1].Value;
            }
            else if (Type().Match(line) is { Success: true } type)
            {
                Assert.Equal(current, type.Groups[1].Value);
                Assert.True(types.TryAdd(current!, type.Groups[2].Value), $"{line}: twice");
                Assert.Equal(type.Groups[2].Value == "counter", current!.EndsWith("_total", StringComparison.Ordinal));
            }
            else
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, $"no line of the format: {line}");
                Assert.Equal(current, sample.Groups[1].Value);
                Assert.True(
                    samples.TryAdd(sample.Groups[1].Value + sample.Groups[2].Value, double.Parse(sample.Groups[3].Value, null)),
                    $"{line}: twice"
                );
                Assert.True(double.IsFinite(samples.Values.Last()));
            }
        }
        return samples;
    }

    [GeneratedRegex(@"^# HELP ([a-z_]+) [A-Z1][^\\]*\.$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE ([a-z_]+) (counter|gauge)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? ([0-9.E+-]+)$""")]
    private static partial Regex Sample();
}

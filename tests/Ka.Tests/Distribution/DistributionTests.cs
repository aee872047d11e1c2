using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Ka.Commands;
using Ka.Relay;
using Ka.TestKit;
using Ka.Transport;
using Xunit;

namespace Ka.Tests.Distribution;

/// <summary>What goes beside the program: units of systemd, services of firewalld.</summary>
public sealed class DistributionTests
{
    /// <summary>The second data port of one command: docs/serve.md.</summary>
    private const int SecondDataPort = 30766;

    [Fact]
    public void The_ports_of_the_firewall_are_those_of_the_program()
    {
        Assert.Equal(
            [
                ("tcp", DataPort.Default),
                ("tcp", ConnectionOptions.DefaultControlPort),
                ("tcp", SecondDataPort),
                ("udp", DiscoveryResponder.Port),
            ],
            PortsOf("ka.xml")
        );
        Assert.Equal([("udp", 67), ("udp", 69), ("udp", 4011)], PortsOf("ka-pxe.xml"));
        Assert.Contains(
            $"DATA_PORT={SecondDataPort}",
            File.ReadAllText(Path.Combine(Programs.Repository, "docs", "serve.md")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Units_name_commands_and_options_that_there_are()
    {
        var commands = Ka.Man.Manual.Commands();
        foreach (
            var line in Units()
                .SelectMany(File.ReadAllLines)
                .Where(line => line.StartsWith("ExecStart=", StringComparison.Ordinal))
        )
        {
            var words = line.Split(' ');
            Assert.Equal("ExecStart=/usr/local/bin/ka", words[0]);
            var command = commands.Single(command => command.Path == "ka " + words[1]);
            Assert.All(
                words.Where(word => word.StartsWith("--", StringComparison.Ordinal)),
                word => Assert.Contains(command.Options, option => option.Name == word)
            );
        }
    }

    [Fact]
    public void No_run_starts_because_the_golden_node_was_switched_on() =>
        Assert.DoesNotContain(
            "[Install]",
            File.ReadAllText(Path.Combine(Programs.Repository, "dist", "systemd", "ka-serve@.service")),
            StringComparison.Ordinal
        );

    [SystemdFact]
    public void Systemd_finds_nothing_wrong_with_the_units()
    {
        using var home = new TempDir();
        foreach (var unit in Units())
            File.WriteAllText(
                home.TextIn(Path.GetFileName(unit)),
                File.ReadAllText(unit).Replace("/usr/local/bin/ka", "/bin/true", StringComparison.Ordinal)
            );
        using var verify = Child.Start(
            new Launch("systemd-analyze", ["verify", "--man=no", .. Directory.GetFiles(home.TextIn(""))])
        );
        Assert.Equal((0, ""), (verify.Wait(TimeSpan.FromSeconds(60)).Status, verify.Errors + verify.Output));
    }

    private static string[] Units() => Directory.GetFiles(Path.Combine(Programs.Repository, "dist", "systemd"));

    private static IEnumerable<(string Protocol, int Port)> PortsOf(string file) =>
        XDocument
            .Load(Path.Combine(Programs.Repository, "dist", "firewalld", file))
            .Root!.Elements("port")
            .Select(port =>
                (port.Attribute("protocol")!.Value, int.Parse(port.Attribute("port")!.Value, CultureInfo.InvariantCulture))
            )
            .Order();
}

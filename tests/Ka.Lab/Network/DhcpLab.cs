using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Network.Interfaces;
using Ka.TestKit;

namespace Ka.Lab.Network;

/// <summary>A server and a client on one switch; the client's interface is down and has no address. A third host can be a second
/// server, or be joined to a second interface of the client.</summary>
internal sealed class DhcpLab : IDisposable
{
    /// <summary>Of every server of the lab, in 10.77.0.0/16.</summary>
    public const string ServerAddress = "10.77.0.1";

    private const string Range = "10.77.1.10,10.77.1.99";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly NetworkLab _lab;
    private readonly List<IDisposable> _parts = [];

    public DhcpLab(int hosts = 2)
    {
        _lab = new NetworkLab(new LabOptions { Hosts = hosts });
        Ip(Client, "addr", "flush", "dev", "eth0");
        Ip(Client, "link", "set", "eth0", "down");
    }

    public LabHost Server => _lab.Hosts[0];

    public LabHost Client => _lab.Hosts[1];

    public LabHost Third => _lab.Hosts[2];

    /// <summary>Every report that the last keeper gave, oldest first.</summary>
    public List<NetworkReport> Told { get; } = [];

    public void Dispose()
    {
        foreach (var part in Enumerable.Reverse(_parts))
            part.Dispose();
        _lab.Dispose();
    }

    /// <inheritdoc cref="Wait.Until"/>
    public static void Until(string what, Func<bool> holds, int seconds = 30) =>
        Wait.Until(holds, what, TimeSpan.FromSeconds(seconds));

    public static void Ip(LabHost host, params string[] arguments) => Child.Run("ip", ["-netns", host.Name, .. arguments]);

    /// <summary>What ip(8) shows of the client.</summary>
    public string Shown(params string[] arguments) => Child.Run("ip", ["-netns", Client.Name, "-4", "-oneline", .. arguments]);

    /// <summary>dnsmasq on the server, or on another host.</summary>
    public Child Dnsmasq(LabHost? host = null, string range = Range, string mask = "255.255.0.0", params string[] more)
    {
        var leases = Path.Combine(_lab.Directory, string.Create(CultureInfo.InvariantCulture, $"dnsmasq-{_parts.Count}.leases"));
        return Kept(
            (host ?? Server).Start(
                "dnsmasq",
                [
                    "--keep-in-foreground",
                    "--conf-file=/dev/null",
                    "--port=0",
                    "--user=root",
                    "--log-facility=-",
                    "--log-dhcp",
                    "--no-ping",
                    "--bind-dynamic",
                    "--except-interface=lo",
                    "--dhcp-leasefile=" + leases,
                    "--pid-file=",
                    $"--dhcp-range={range},{mask},2m",
                    .. more,
                ]
            ),
            "DHCP, IP range"
        );
    }

    /// <summary>ISC dhcpd on the server.</summary>
    public Child Dhcpd(int leaseSeconds, string more = "")
    {
        string At(string name) => Path.Combine(_lab.Directory, "dhcpd." + name);
        File.WriteAllText(
            At("conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                authoritative;
                default-lease-time {{leaseSeconds}};
                max-lease-time {{leaseSeconds}};
                min-lease-time {{leaseSeconds}};
                subnet 10.77.0.0 netmask 255.255.0.0 {
                  range 10.77.2.10 10.77.2.99;
                  option routers 10.77.0.1;
                  {{more}}
                }

                """
            )
        );
        File.WriteAllText(At("leases"), "");
        return Kept(
            Server.Start(Programs.Dhcpd!, "-4", "-f", "-d", "-cf", At("conf"), "-lf", At("leases"), "-pf", At("pid"), "eth0"),
            "Server starting service"
        );
    }

    /// <summary>A keeper on the client, without anything of this machine's sysfs.</summary>
    public NetworkConfigurator Keep(NetworkOptions? plan = null)
    {
        Told.Clear();
        var keeper = Client.Run(() =>
            new NetworkConfigurator(
                plan ?? new NetworkOptions(),
                report =>
                {
                    lock (Told)
                        Told.Add(report);
                },
                new BytePath("/nowhere"u8)
            )
        );
        _parts.Add(keeper);
        return keeper;
    }

    /// <summary>A second interface, eth1, of the client, with the third host at its other end, which is 10.88.0.1
    /// there.</summary>
    public void JoinThird()
    {
        Child.Run("ip", "link", "add", "eth1", "netns", Client.Name, "type", "veth", "peer", "name", "eth1", "netns", Third.Name);
        Ip(Third, "link", "set", "eth0", "down");
        Ip(Third, "addr", "add", "10.88.0.1/24", "dev", "eth1");
        Ip(Third, "link", "set", "eth1", "up");
    }

    public T Kept<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }

    private Child Kept(Child child, string sign)
    {
        _parts.Add(child);
        Wait.Until(() => (child.Errors + child.Output).Contains(sign, StringComparison.Ordinal), sign, s_patience, child);
        return child;
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Ka.TestKit;

/// <summary>Hosts on a switch: network namespaces joined by veth pairs to a bridge in a namespace of its own. Nothing of
/// this machine's own network is touched.</summary>
/// <remarks>Names are <c>ka-PID-LAB-…</c>; PID is ours. What a killed run left behind is removed when the next lab is
/// made.</remarks>
public sealed class NetworkLab : IDisposable
{
    /// <summary>10.77.0.0/16, far from what machines use.</summary>
    private const int PrefixLength = 16;

    private static int s_count;

    private readonly string _bridge;
    private readonly string _memory;
    private readonly List<LabHost> _hosts = [];
    private int _taps;

    /// <exception cref="ChildFailedException">The kernel refused something; what was made until then is removed.</exception>
    /// <exception cref="InvalidOperationException">There can be no lab here: <see cref="WhyNot"/>.</exception>
    public NetworkLab(LabOptions options)
    {
        if (WhyNot() is { } reason)
            throw new InvalidOperationException(reason);
        LabLeftovers.Sweep();
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{LabLeftovers.Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}-"
        );
        _bridge = name + "bridge";
        Directory = Path.Combine(Path.GetTempPath(), name + "files");
        _memory = Path.Combine(LabLeftovers.Memory, name + "files");
        try
        {
            Build(name, options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The hosts; by custom the first is the golden node.</summary>
    public IReadOnlyList<LabHost> Hosts => _hosts;

    /// <summary>A directory for the files of this lab, removed with it.</summary>
    public string Directory { get; }

    /// <summary>The name of a file in memory (tmpfs), removed with the lab.</summary>
    public string InMemory(string file)
    {
        System.IO.Directory.CreateDirectory(_memory);
        return Path.Combine(_memory, file);
    }

    /// <summary>Why there can be no lab on this machine; null when there can.</summary>
    public static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return "a lab needs root: it makes network namespaces";
        var missing = new[] { "ip", "tc", "mount" }.Where(tool => !Programs.Exists(tool)).ToArray();
        return missing.Length == 0 ? null : $"a lab needs {string.Join(" and ", missing)} (iproute2, mount)";
    }

    /// <summary>The namespace of the bridge: where a virtual machine runs that is plugged into it.</summary>
    public string BridgeNamespace => _bridge;

    /// <summary>A port of the bridge for a virtual machine's card; it goes with the lab.</summary>
    /// <exception cref="ChildFailedException">The kernel refused it.</exception>
    public VmNic Plug(string mac, string model = "virtio-net-pci")
    {
        var tap = string.Create(CultureInfo.InvariantCulture, $"tap{++_taps}");
        Child.Run(new Launch("ip", "tuntap", "add", "dev", tap, "mode", "tap") { Namespace = _bridge });
        IpTool.Link(_bridge, [$"link set {tap} addrgenmode none master br0 up"]);
        return new VmNic(tap, mac, model);
    }

    /// <summary>Records all traffic of the bridge from now on.</summary>
    public TrafficCapture Capture(string file) => new(_bridge, file);

    /// <summary>Ends every process of every host and removes everything.</summary>
    public void Dispose()
    {
        LabLeftovers.Remove([.. _hosts.Select(host => host.Name), _bridge]);
        LabFiles.Remove(Directory);
        LabFiles.Remove(_memory);
    }

    private void Build(string name, LabOptions options)
    {
        System.IO.Directory.CreateDirectory(Directory);
        for (var number = 1; number <= options.Hosts; number++)
            _hosts.Add(NewHost(name, number));
        IpTool.Link(null, _hosts.Select(host => $"netns add {host.Name}").Prepend($"netns add {_bridge}"));
        IpTool.Link(_bridge, ["link add br0 type bridge stp_state 0 mcast_snooping 0", "link set br0 addrgenmode none up"]);
        IpTool.Link(
            null,
            _hosts.Select(
                (host, index) => $"link add {Port(index + 1)} netns {_bridge} type veth peer name eth0 netns {host.Name}"
            )
        );
        IpTool.Link(_bridge, _hosts.Select((_, index) => $"link set {Port(index + 1)} addrgenmode none master br0 up"));
        foreach (var host in _hosts)
            Configure(host, options.Cubic);
        if (options.Rate is { } rate)
            Shape(rate);
    }

    private LabHost NewHost(string name, int number)
    {
        var host = string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
        var address = string.Create(CultureInfo.InvariantCulture, $"10.77.{number / 250}.{number % 250}");
        return new LabHost(host, address, new LabLink(_bridge, Port(number), host));
    }

    private static string Port(int number) => string.Create(CultureInfo.InvariantCulture, $"port{number}");

    private static void Configure(LabHost host, bool cubic)
    {
        List<string> commands =
        [
            "link set lo up",
            "link set eth0 addrgenmode none up",
            $"addr add {host.Address}/{PrefixLength} brd + dev eth0",
        ];
        // The sysctl takes only what the first namespace allows to everybody; a route takes any.
        if (cubic)
            commands.Add($"route replace 10.77.0.0/{PrefixLength} dev eth0 scope link src {host.Address} congctl cubic");
        IpTool.Link(host.Name, commands);
    }

    private void Shape(int rate)
    {
        foreach (var host in _hosts)
            IpTool.Traffic(host.Name, [LabLink.Shaping("eth0", rate)]);
        IpTool.Traffic(_bridge, _hosts.Select((_, index) => LabLink.Shaping(Port(index + 1), rate)));
    }
}

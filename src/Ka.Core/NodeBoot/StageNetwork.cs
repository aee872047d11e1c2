using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Boot;
using Ka.Linux;
using Ka.Network.Dhcp;
using Ka.Network.Interfaces;

namespace Ka.NodeBoot;

/// <summary>This machine's way into the network, from when it is wanted to the end of the stage: addresses are kept and renewed
/// meanwhile.</summary>
internal sealed class StageNetwork : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);
    private static readonly BytePath s_leases = BytePath.FromText(InitialMounts.HandoverDirectory + "/leases");

    /// <summary>A switch port with spanning tree says nothing for 30 to 50 s after its link is up.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly BootEnvironment _bench;
    private readonly NetworkConfigurator _keeper;

    // By interface. Written by the keeper's thread only.
    private readonly Dictionary<string, string> _said = [];

    public StageNetwork(BootEnvironment bench)
    {
        _bench = bench;
        SetUpLoopback();
        _keeper = new NetworkConfigurator(Plan(bench.Parameters), Say);
    }

    /// <summary>The host name from the kernel command line or DHCP; null: none was given.</summary>
    public string? GivenName { get; private set; }

    /// <summary>Waits for an address, and shows what is waited for.</summary>
    /// <exception cref="StageException">No interface has an address; the message has the reason for each.</exception>
    public void Wait()
    {
        var deadline = BootEnvironment.Now + s_patience;
        while (!_keeper.WaitForAddress(s_look))
        {
            if (BootEnvironment.Now >= deadline)
                throw new StageException($"no network: {_keeper.Verdict()}");
            _bench.Log.Console.Rephrase($"Waiting for the network: {_keeper.Verdict()}");
        }
        var used = _keeper.Reports.Where(report => report.Address is not null).ToList();
        NameMachine(used);
        _bench.Log.Console.Identify(string.Join("  ", used.Select(report => $"{report.Address} {report.Mac}")));
    }

    /// <summary>Writes the leases down for stage 2.</summary>
    public void Keep()
    {
        Files.TryOpenEmpty(s_leases, FilePermissions.Private, out var file).OrThrow("create", s_leases);
        using (file)
            file.WriteAll(Encoding.ASCII.GetBytes(LeaseText.Write(_keeper.Leases))).OrThrow("write", s_leases);
    }

    /// <summary>Writes resolv.conf for the programs of the rescue.</summary>
    public void WriteResolver()
    {
        try
        {
            var leases = _keeper.Reports.Select(report => report.Lease).OfType<Lease>().Select(InterfaceSettings.Of).ToList();
            ResolverFile.Write(
                BytePath.FromText("/etc/resolv.conf"),
                leases.Count > 0 ? leases
                    : Settings(_bench.Parameters) is { } given ? [given]
                    : []
            );
        }
        catch (LinuxException e)
        {
            _bench.Log.Warn($"names are not looked up: {e.Message}");
        }
    }

    public void Dispose() => _keeper.Dispose();

    private static NetworkOptions Plan(BootParameters parameters) =>
        new()
        {
            Interface = parameters.Interface,
            BootMac = parameters.BootMac,
            Static = Settings(parameters),
            Leases = Files.TryReadAll(s_leases, out var text).IsSuccess ? LeaseText.Read(Encoding.ASCII.GetString(text)) : [],
        };

    private static InterfaceSettings? Settings(BootParameters parameters) =>
        parameters.Static is { } given ? new InterfaceSettings(given.Address, given.Prefix, given.Gateway, given.Dns) : null;

    private static void SetUpLoopback()
    {
        foreach (var link in NetworkLinks.List())
            if (link.Name == "lo")
                NetworkLinks.SetUp(link.Index, up: true).OrThrow("set up", "lo");
    }

    /// <summary>Logs the state of an interface when its text has changed; a renewed lease does not change it.</summary>
    private void Say(NetworkReport report)
    {
        var words = report.ToString();
        if (_said.TryGetValue(report.Name, out var before) && before == words)
            return;
        _said[report.Name] = words;
        _bench.Log.Say(words);
    }

    /// <summary>Sets the host name from DHCP or the kernel command line, else from the card's address, so that names differ on
    /// the golden node's board.</summary>
    private void NameMachine(List<NetworkReport> used)
    {
        GivenName =
            _bench.Parameters.HostName
            ?? used.Select(report => report.Lease?.HostName).FirstOrDefault(given => given is not null);
        var name =
            GivenName ?? (used.Count > 0 ? $"ka-{used[0].Mac.ToString().Replace(":", "", StringComparison.Ordinal)}" : null);
        if (name is not null && MachineName.Set(BytePath.FromText(name)) is { IsSuccess: false } failed)
            _bench.Log.Warn($"host name '{name}': {LinuxException.Describe(failed.Errno)}, ignoring");
    }
}

using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Relay;

/// <summary>Network namespaces on one bridge, a veth pair each, addresses 10.77.0.1 up. Gone when disposed, and on
/// Ctrl-C.</summary>
internal sealed class Testbed : IDisposable
{
    private readonly string _hub = $"ka-relay-{Environment.ProcessId}";
    private readonly PosixSignalRegistration _onInterrupt;

    public Testbed(int hosts)
    {
        Hosts = hosts;
        _onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Remove());
        try
        {
            Build();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Hosts { get; }

    public static string AddressOf(int host) => $"10.77.0.{host + 1}";

    /// <summary>Starts this program on a host, its output to be read.</summary>
    public Process Start(int host, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("ip", ["netns", "exec", NameOf(host), Environment.ProcessPath!, .. arguments])
            {
                RedirectStandardOutput = true,
            }
        )!;

    public void Dispose()
    {
        Remove();
        _onInterrupt.Dispose();
    }

    private string NameOf(int host) => $"{_hub}-{host}";

    private void Build()
    {
        Ip($"netns add {_hub}");
        Ip($"-n {_hub} link add bridge type bridge");
        Ip($"-n {_hub} link set bridge up");
        for (var host = 0; host < Hosts; host++)
        {
            Ip($"netns add {NameOf(host)}");
            Ip($"-n {_hub} link add port{host} type veth peer name eth0 netns {NameOf(host)}");
            Ip($"-n {_hub} link set port{host} master bridge up");
            Ip($"-n {NameOf(host)} address add {AddressOf(host)}/24 dev eth0");
            Ip($"-n {NameOf(host)} link set eth0 up");
        }
    }

    private void Remove()
    {
        for (var host = 0; host < Hosts; host++)
            TryIp($"netns delete {NameOf(host)}");
        TryIp($"netns delete {_hub}");
    }

    private static void Ip(string arguments)
    {
        if (!TryIp(arguments))
            throw new InvalidOperationException($"ip {arguments} failed");
    }

    private static bool TryIp(string arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        return ip.ExitCode == 0;
    }
}

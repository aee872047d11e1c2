using System;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Pxe;

/// <summary>dnsmasq beside a run, on a thread of its own. Its lines go to a listener; its end before <see cref="Dispose"/> is
/// reported, and does not end the run: nodes that have booted need it no more.</summary>
public sealed class BootServer : IDisposable
{
    private readonly Dnsmasq _dnsmasq;
    private readonly WorkerThread _thread;

    /// <param name="configuration">As <see cref="DnsmasqConfiguration"/> writes it.</param>
    /// <param name="log">Takes each line of dnsmasq's output, on the thread of the server.</param>
    /// <param name="ended">Takes the reason when dnsmasq has ended by itself, on that thread.</param>
    /// <exception cref="PxeException">dnsmasq is not installed, or refuses its configuration.</exception>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public BootServer(BytePath configuration, Action<string> log, Action<string> ended)
    {
        Dnsmasq.Check(configuration);
        _dnsmasq = Dnsmasq.Start(configuration);
        _thread = WorkerThread.Start("dnsmasq", () => _dnsmasq.Run(log), failure => ended(failure.Message));
    }

    /// <summary>Stops it and waits for its last line.</summary>
    public void Dispose()
    {
        _dnsmasq.Stop();
        _thread.Join();
        _dnsmasq.Dispose();
    }
}

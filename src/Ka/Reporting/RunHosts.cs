using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Formatting;
using Ka.Linux;
using Ka.Runs;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>Writes the booted clones' names, addresses and SSH keys into a run's directory. One thread.</summary>
internal sealed class RunHosts(RunDirectory directory)
{
    private readonly List<BootReport> _booted = [];

    /// <summary>A clone has booted: both files are written anew.</summary>
    /// <exception cref="LinuxException"/>
    public void Add(BootReport report)
    {
        _booted.Add(report);
        Write(RunDirectory.Hosts, _booted.SelectMany(BootText.HostsLines));
        Write(RunDirectory.KnownHosts, _booted.SelectMany(BootText.KnownHostsLines));
    }

    private void Write(string name, IEnumerable<string> lines) =>
        directory.Write(name, Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
}

using System;
using System.Text;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Pxe;
using Ka.Runs;

namespace Ka.Commands;

/// <summary>What the machines of a run boot: a boot tree, and dnsmasq on it while the run lasts. At its end every entry of the
/// tree says <c>local</c>.</summary>
/// <param name="tree">Written, with its entries.</param>
/// <param name="append">The kernel's command line in the entries.</param>
/// <param name="claim">On the directory of the tree; given back at the end.</param>
internal sealed class BootNetwork(BootTree tree, string append, DiskLock claim) : IDisposable
{
    /// <summary>dnsmasq's output, in the run's directory.</summary>
    private const string LogFile = "dnsmasq.log";

    private RotatingFile? _log;
    private BootServer? _server;

    /// <summary>The boot tree.</summary>
    public BytePath Root => tree.Root;

    /// <summary>Starts dnsmasq.</summary>
    /// <param name="say">Shows a line; from any thread.</param>
    /// <exception cref="PxeException">dnsmasq refuses its configuration.</exception>
    /// <exception cref="LinuxException">It cannot be started, or the log cannot be written.</exception>
    public void Start(Action<string> say, RunOutputs.Opened outputs)
    {
        _log = outputs.OpenLog(LogFile);
        _server = new BootServer(
            Root.Join(BytePath.FromText(DnsmasqConfiguration.File)),
            line => _log?.Append(Encoding.UTF8.GetBytes(line + "\n")),
            reason => say($"THE BOOT SERVER HAS ENDED, machines that are switched on from now on do not boot: {reason}")
        );
    }

    public void Dispose()
    {
        _server?.Dispose();
        _log?.Dispose();
        try
        {
            BootEntries.AddTo(tree, append, BootEntries.Local);
            BootEntries.AddMachines(tree, BootEntries.Local);
            tree.Commit();
        }
        catch (Exception e) when (e is PxeException or LinuxException)
        {
            Console.Error.WriteLine($"ka: entries of '{Root}' still say {BootEntries.KaMethod}: {e.Message}");
        }
        claim.Dispose();
    }
}

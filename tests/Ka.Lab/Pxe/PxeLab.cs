using System;
using System.IO;
using System.Linq;
using System.Net;
using Ka.Lab.Imaging;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Pxe;

/// <summary>A host that runs <c>ka pxe</c>, and one that boots; the images are small files.</summary>
internal sealed class PxeLab : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly NetworkLab _lab = new(new LabOptions { Hosts = 2 });

    public PxeLab()
    {
        Directory.CreateDirectory(Image);
        File.WriteAllBytes(
            Path.Combine(Image, "vmlinuz"),
            [.. Enumerable.Range(0, 100_000).Select(number => (byte)(number * 7))]
        );
        File.WriteAllText(Path.Combine(Image, "all.rdz"), "all");
        // dnsmasq is another user.
        Child.Run("chmod", "755", _lab.Directory);
    }

    public LabHost Server => _lab.Hosts[0];

    public IPAddress ServerAddress => IPAddress.Parse(Server.Address);

    public IPAddress MachineAddress => IPAddress.Parse(_lab.Hosts[1].Address);

    public string Root => Path.Combine(_lab.Directory, "tftp");

    public string Image => Path.Combine(_lab.Directory, "image");

    /// <summary>A machine that boots: in the other host's network.</summary>
    public T OnMachine<T>(Func<T> work) => _lab.Hosts[1].Run(work);

    /// <summary>Starts it and waits until dnsmasq serves.</summary>
    public Child Start(params string[] words)
    {
        var child = Server.Start(Programs.Ka, [.. Words(words)]);
        Wait.Until(() => child.Errors.Contains("TFTP root is", StringComparison.Ordinal), "dnsmasq serves", s_patience, child);
        return child;
    }

    /// <summary>Runs it to its end.</summary>
    public Child Run(int status, params string[] words)
    {
        var child = Server.Start(Programs.Ka, [.. Words(words)]);
        Assert.True(child.Wait(s_patience).Status == status, $"exit status {child.Exit!.Status}: {child.Account()}");
        return child;
    }

    /// <summary><c>ka pxe arm|disarm NODE</c>.</summary>
    public Child Entry(int status, string verb, string node)
    {
        var child = Server.Start(Programs.Ka, "pxe", verb, "--root", Root, node);
        Assert.True(child.Wait(s_patience).Status == status, $"exit status {child.Exit!.Status}: {child.Account()}");
        return child;
    }

    /// <summary>Waits until somebody has a UDP port of the server.</summary>
    public void WaitForPort(int port) =>
        Wait.Until(
            () =>
                Server
                    .Run(() => File.ReadAllText("/proc/thread-self/net/udp"))
                    .Contains($":{port:X4} ", StringComparison.Ordinal),
            $"port {port} is taken",
            s_patience
        );

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Dispose() => _lab.Dispose();

    private System.Collections.Generic.IEnumerable<string> Words(string[] words) =>
        ["pxe", "--root", Root, "--image", Image, "--loaders", GoldenRoot.Directory, .. words];
}

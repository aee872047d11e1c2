using System;
using System.IO;
using System.Text.RegularExpressions;

namespace Ka.TestKit;

/// <summary>All traffic of a lab's bridge in a pcap file, whole packets (tcpdump(8)). A packet is seen on every port it
/// passes.</summary>
public sealed partial class TrafficCapture : IDisposable
{
    private const int SIGINT = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Child _tcpdump;
    private readonly string _file;

    /// <exception cref="ChildFailedException">tcpdump does not start.</exception>
    internal TrafficCapture(string inNamespace, string file)
    {
        _file = file;
        // Packets as they come: then each takes a place of the largest size in the ring, so that is what IP can be and no more
        // (-s; its default takes four times that), and there are 2048 (-B, in KiB). No change of user: the file is ours.
        string[] manner = ["-s", "65600", "-B", "262144", "--immediate-mode", "-U", "-Z", "root"];
        _tcpdump = Child.Start(
            new Launch("nice", ["-n", "-10", "tcpdump", "-i", "any", .. manner, "-w", file]) { Namespace = inNamespace }
        );
        Wait.Until(
            () => _tcpdump.Errors.Contains("listening on", StringComparison.Ordinal),
            "tcpdump listens",
            s_patience,
            _tcpdump
        );
    }

    /// <summary>Ends the capture and gives the file's bytes.</summary>
    /// <exception cref="ChildFailedException">The kernel dropped packets before tcpdump could take them.</exception>
    public byte[] Stop()
    {
        WaitUntilQuiet();
        _tcpdump.Signal(SIGINT);
        _tcpdump.WaitForSuccess(s_patience);
        if (Dropped().Match(_tcpdump.Errors) is not { Success: true } match || match.Groups[1].Value != "0")
            throw new ChildFailedException($"an incomplete capture: {_tcpdump.Account()}");
        return File.ReadAllBytes(_file);
    }

    public void Dispose() => _tcpdump.Dispose();

    /// <summary>What has just passed is still on its way through the ring: waits until the file has stopped growing.</summary>
    private void WaitUntilQuiet()
    {
        var (length, deadline) = (-1L, DateTime.UtcNow + s_patience);
        while (length != (length = new FileInfo(_file).Length) && DateTime.UtcNow < deadline)
            Interruption.Pause(TimeSpan.FromMilliseconds(300));
    }

    [GeneratedRegex(@"(\d+) packets? dropped by kernel")]
    private static partial Regex Dropped();
}

using System;
using System.Collections.Generic;
using System.Globalization;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>No chain: multicast with acknowledgements, which waits for each receiver until it drops it after so many
/// retries.</summary>
internal sealed class UdpcastFaultChain() : FaultChain("udpcast")
{
    private const string Common = "--interface eth0 --nokbd --no-progress";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public override bool HasPlaces => false;

    public override void Start(NetworkLab lab, int nodes, string file, string target, int slow, List<Child> children)
    {
        children.Add(
            lab.Hosts[0]
                .Start(
                    Shell($"exec udp-sender --file {file} {Common} --min-receivers {nodes} --full-duplex --retries-until-drop 30")
                )
        );
        for (var node = 1; node <= nodes; node++)
        {
            var own = target + node.ToString(CultureInfo.InvariantCulture);
            children.Add(lab.Hosts[node].Start(Shell($"udp-receiver {Common} | {Writer(own, node == slow)}")));
        }
        for (
            var deadline = DateTime.UtcNow + s_patience;
            !children[0].Errors.Contains("Starting transfer", StringComparison.Ordinal);

        )
        {
            if (children[0].Exit != null || DateTime.UtcNow > deadline)
                throw new ChildFailedException($"udpcast does not start: {children[0].Account()}");
            Interruption.Pause(TimeSpan.FromMilliseconds(5));
        }
    }
}

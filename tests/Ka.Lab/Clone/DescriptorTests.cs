using System;
using System.Globalization;
using System.IO;
using Ka.Relay;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A golden node that has no descriptors left.</summary>
[Collection(Lane.Alone)]
public sealed class DescriptorTests
{
    private static readonly TimeSpan s_watched = TimeSpan.FromSeconds(1);

    [Needs(Need.Product)]
    public void A_connection_that_cannot_be_accepted_leaves_the_processor_idle_and_is_accepted_later()
    {
        using var lab = new CloneLab(2);
        using var stranger = new Stranger(lab.Node(2));
        var go = lab.PathOf("go");
        var sender = lab.Send(1, "-e", $"head -c 3000000 /dev/zero; while test ! -e {go}; do sleep 0.1; done");
        var receiver = lab.Receive(1, "--file", lab.PathOf("node-1"));
        CloneLab.Until(() => sender.Output.Contains("\"started\"", StringComparison.Ordinal), "the start");
        CloneLab.UntilReceived(receiver, 1_000_000);
        LimitDescriptors(sender, FirstFree(sender));
        stranger.Knock(lab.Golden.Address, DataPort.Default, 1, []);

        var before = ThreadTime.Of(Name(sender), "relay");
        Interruption.Pause(s_watched);
        Assert.InRange(ThreadTime.Of(Name(sender), "relay") - before, TimeSpan.Zero, s_watched / 10);

        LimitDescriptors(sender, 1024);
        Assert.True(stranger.AllShownOut(TimeSpan.FromSeconds(20)), "the connection was never accepted");
        File.WriteAllText(go, "");
        lab.Expect(0, sender, receiver);
    }

    private static string Name(Child process) => process.Id.ToString(CultureInfo.InvariantCulture);

    private static void LimitDescriptors(Child process, int soft) =>
        Child.Run("prlimit", "--pid", Name(process), string.Create(CultureInfo.InvariantCulture, $"--nofile={soft}:"));

    private static int FirstFree(Child process)
    {
        var number = 0;
        while (Path.Exists($"/proc/{process.Id}/fd/{number}"))
            number++;
        return number;
    }
}

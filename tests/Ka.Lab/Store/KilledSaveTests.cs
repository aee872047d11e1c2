using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Ka.Lab.Serve;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Store;

/// <summary><c>ka save</c> and <c>ka images rm</c> that are killed: the store does not lie.</summary>
public sealed class KilledSaveTests
{
    private const int Seeds = 100;

    [Needs(Need.Product)]
    public void A_store_is_whole_whenever_a_save_or_a_removal_is_killed()
    {
        using var lab = new ServeLab(1);
        lab.AddLargeFile(24 << 20);
        var clock = Stopwatch.StartNew();
        lab.Expect(0, lab.Save());
        var longest = clock.Elapsed;
        var (killed, leftovers) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            File.WriteAllBytes(lab.Root + "/srv/changing", Noise(random));
            var isSave = seed % 4 != 0;
            var child = isSave ? lab.Save() : lab.Images("prune", "--keep", "1");
            Interruption.Pause(longest * random.NextDouble());
            killed += child.Exit is null ? 1 : 0;
            child.Kill();
            child.Wait(TimeSpan.FromMinutes(1));
            leftovers += Directory.GetDirectories(lab.StorePath + "/room", ".*").Length;
            var check = lab.Images("verify");
            lab.Expect(0, check);
        }
        Assert.True(killed > Seeds / 4, $"{killed} killed");
        Assert.True(leftovers > 0);
        lab.Expect(0, lab.Save());
        lab.Expect(0, lab.Images("prune", "--keep", "1"), lab.Images("verify"));
        Assert.Single(Directory.GetDirectories(lab.StorePath + "/room"));
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[2 << 20];
        random.NextBytes(bytes);
        return bytes;
    }
}

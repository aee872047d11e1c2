using System;
using Ka.Lab.Clone;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>The rescue beside the run that installs, on the same port.</summary>
public sealed class RescueSenderTests
{
    [Needs(Need.Product)]
    public void Machines_get_the_rescue_and_then_the_clone_from_one_command()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        var rescue = lab.MakeFile("rescue.sqfs", 3_000_000);
        var golden = lab.Serve(2, "--yes", "--rescue", rescue);
        var booted = new[] { lab.Fetch(1, "--file", lab.PathOf("got1")), lab.Fetch(2, "--file", lab.PathOf("got2")) };
        lab.Expect(0, booted);
        CloneLab.AssertSameFile(rescue, lab.PathOf("got1"));
        CloneLab.AssertSameFile(rescue, lab.PathOf("got2"));

        lab.Expect(0, lab.Replicate(1, "--host", lab.GoldenAddress), lab.Replicate(2), golden);
    }
}

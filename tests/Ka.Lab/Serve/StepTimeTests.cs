using System;
using System.Linq;
using Ka.Lab.Clone;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>The time that a step of an installation may take: on a busy machine any step would pass it.</summary>
[Collection(Lane.Alone)]
public sealed class StepTimeTests
{
    [Needs(Need.Product)]
    public void A_node_whose_file_system_never_is_made_is_given_up_and_the_others_are_clones()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        var programs = lab.PathOf("programs");
        ServeLab.WriteProgram(programs + "/mke2fs", "#!/bin/sh\nexec sleep 600\n");
        var golden = lab.Serve(2, "--yes", "--step-time", "8s");
        var healthy = lab.Replicate(1);
        lab.ReplicateWith(2, programs);

        lab.Expect(0, healthy);
        lab.Expect(3, golden);
        Assert.Matches("given up.*make-file-system|make-file-system.*given up", lab.ReasonOf(2));
        lab.Look(1, place => CloneLab.AssertSameTree(lab.Root + "/srv", place + "/srv"));
    }
}

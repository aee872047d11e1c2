using System;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Captures;

/// <summary>The machine that runs the tests, whatever it is: it is only asked.</summary>
public sealed class MachineAtHandTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Needs(Need.Product)]
    public void Whatever_ka_layout_says_of_it_a_person_can_act_on()
    {
        using var child = Child.Start(new Launch(Programs.Ka, "layout", "--check"));
        Assert.True(child.Wait(s_patience).Status is 0 or 4, child.Account());
        var said = (child.Output + child.Errors)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("copied: ", StringComparison.Ordinal) && line != "ka: no disk was touched")
            .ToArray();
        Assert.All(said, line => Assert.Null(NoteRule.Breach(line)));
        // It is described, or there is a reason.
        Assert.True(child.Exit!.Status == 0 || said.Length > 0, child.Account());
    }
}

using System;
using System.Linq;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>The question before disks are erased, on a terminal.</summary>
public sealed class ConfirmationTests
{
    [Needs(Need.Product)]
    public void An_answer_that_was_typed_before_the_question_erases_nothing()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var before = lab.HashOf(1);
        using var keyboard = new Fifo(lab.PathOf("keyboard"));
        var golden = ServeOnTerminal(lab, keyboard);
        keyboard.Write("yes\n1\n\n");
        // The terminal's echo: what was typed waits in it.
        CloneLab.Until(() => golden.Output.Contains("yes", StringComparison.Ordinal), "the echo");
        var node = lab.Replicate(1);
        CloneLab.Until(() => golden.Output.Contains("Erase the disks of 1 node", StringComparison.Ordinal), "the question");

        keyboard.Write("\nyes\nno\n");

        lab.Expect(4, golden);
        lab.Expect(1, node);
        Assert.Equal(before, lab.HashOf(1));
        Assert.Equal(3, golden.Output.Split("no to stop:").Length - 1);
    }

    [Needs(Need.Product)]
    public void The_number_of_nodes_agrees()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        using var keyboard = new Fifo(lab.PathOf("keyboard"));
        var golden = ServeOnTerminal(lab, keyboard);
        var node = lab.Replicate(1);
        CloneLab.Until(() => golden.Output.Contains("Erase the disks of 1 node", StringComparison.Ordinal), "the question");

        keyboard.Write("1\n");

        lab.Expect(0, golden, node);
    }

    [Needs(Need.Product)]
    public void A_terminal_that_goes_before_an_answer_is_a_no()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var before = lab.HashOf(1);
        using var keyboard = new Fifo(lab.PathOf("keyboard"));
        using var golden = new CommandOnTerminal(
            lab.Net,
            lab.Net.Golden,
            keyboard,
            string.Join(' ', lab.ServeCommand(1).Select(word => $"'{word}'"))
        );
        var node = lab.Replicate(1);
        CloneLab.Until(() => golden.Output.Contains("Erase the disks of 1 node", StringComparison.Ordinal), "the question");

        golden.HangUp();

        Assert.Equal(4, golden.Status(TimeSpan.FromSeconds(30)));
        lab.Expect(1, node);
        Assert.Equal(before, lab.HashOf(1));
    }

    private static Child ServeOnTerminal(ServeLab lab, Fifo keyboard) =>
        lab.Net.Start(
            lab.Net.Golden,
            new Launch("script", "-qefc", string.Join(' ', lab.ServeCommand(1).Select(word => $"'{word}'")), "/dev/null")
            {
                InputFile = keyboard.Path,
            }
        );
}

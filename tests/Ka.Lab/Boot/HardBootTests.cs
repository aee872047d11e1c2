using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using Ka.Lab.Network;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>Machines that do not have it easy, each with its stated outcome (docs/boot.md). Their kernels are started
/// directly.</summary>
[Collection(Lane.Machines)]
public sealed partial class HardBootTests
{
    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Without_a_golden_node_five_tries_are_made_then_the_message_and_a_reboot()
    {
        using var room = new BootRoom("nobody");
        room.Dhcp();
        var machine = room.Boot(BootRoom.CommandLine, endsAtReboot: true);

        machine.Console.Expect("Waiting for rescue from KA server (Try 1/5)", BootPatience.PowerOn);
        for (var number = 2; number <= 5; number++)
        {
            machine.Console.Expect($"KA server not found ! (Try {number}/5 in ", BootPatience.Step);
            machine.Console.Expect($"Waiting for rescue from KA server (Try {number}/5)", BootPatience.Step);
        }
        machine.Console.Expect("!!! Can't reach a valid KA server !!! (Rebooting in ", BootPatience.Step);

        machine.WaitForEnd(BootPatience.Step);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_golden_node_that_appears_at_the_third_try_is_found()
    {
        using var room = new BootRoom("third-try");
        room.Dhcp();
        var machine = room.Boot(BootRoom.CommandLine);
        machine.Console.Expect("(Try 3/5)", BootPatience.PowerOn);

        room.SendRescue(1);

        machine.Console.Expect("rescue running, ", BootPatience.Step);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void Of_two_cards_the_one_with_DHCP_is_used_though_the_other_is_named()
    {
        using var room = new BootRoom("two-cards");
        room.Dhcp();
        room.SendRescue(1);
        var lonely = room.LonelyCard("e1000");
        var machine = room.Boot(
            BootRoom.CommandLine.Replace("interface:auto", "interface:eth0", StringComparison.Ordinal),
            nics: [lonely, room.Card("virtio-net-pci")]
        );

        machine.Console.Expect("rescue running, ", BootPatience.PowerOn);

        Assert.Matches($"{lonely.Mac}\\): asked ", machine.Console.Text);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void An_address_that_comes_after_60_s_is_used()
    {
        using var room = new BootRoom("late-dhcp");
        room.SendRescue(1);
        var asked = new ManualResetEventSlim();
        using var server = new RoughServer(
            room.Golden,
            (question, number, reply) =>
            {
                // The first answer takes 60 s, whatever is asked meanwhile.
                if (number == 1)
                    new Thread(() =>
                    {
                        Interruption.Pause(TimeSpan.FromSeconds(60));
                        asked.Set();
                        reply(ReplyBytes.To(question, ReplyBytes.Offer, "10.77.4.4", BootRoom.GoldenAddress).ToArray());
                    })
                    {
                        IsBackground = true,
                    }.Start();
                else if (asked.IsSet)
                    reply(ReplyBytes.To(question, ReplyBytes.Ack, "10.77.4.4", BootRoom.GoldenAddress).ToArray());
            }
        );
        var machine = room.Boot(BootRoom.CommandLine);

        machine.Console.Expect("10.77.4.4/16 from 10.77.0.1", BootPatience.PowerOn);

        Assert.True(asked.IsSet);
        machine.Console.Expect("rescue running, ", BootPatience.Step);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_static_address_needs_no_server()
    {
        using var room = new BootRoom("static");
        room.SendRescue(1);
        var machine = room.Boot(
            BootRoom.CommandLine.Replace(
                "network:dhcp",
                "network:static,ip:10.77.5.5,netmask:255.255.0.0,gateway:10.77.0.1,dns:10.77.0.1",
                StringComparison.Ordinal
            )
        );

        machine.Console.Expect("10.77.5.5/16, static", BootPatience.PowerOn);
        machine.Console.Expect("rescue running, ", BootPatience.Step);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_golden_node_with_another_token_is_not_believed_and_gets_nothing()
    {
        using var room = new BootRoom("wrong-token");
        room.Dhcp();
        var token = Path.Combine(room.Lab.Directory, "another-token");
        Child.Run(Programs.Ka, "token", token);
        var golden = room.SendRescue(1, token: token);
        var machine = room.Boot(BootRoom.CommandLine, endsAtReboot: true);

        machine.Console.Expect("does not know our token", BootPatience.PowerOn);
        machine.Console.Expect("!!! Can't reach a valid KA server !!!", BootPatience.Step);

        machine.WaitForEnd(BootPatience.Step);
        Assert.Empty(JsonEvents.Of(golden, "joined"));
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_rescue_that_is_not_the_image_s_is_not_entered()
    {
        using var room = new BootRoom("damaged");
        room.Dhcp();
        var damaged = Path.Combine(room.Lab.Directory, "damaged.sqfs");
        File.Copy(PxeImages.Rescue, damaged);
        using (var file = File.OpenWrite(damaged))
        {
            file.Position = file.Length / 2;
            file.WriteByte(0x55);
            file.WriteByte(0xaa);
        }
        room.SendRescue(1, damaged);
        var machine = room.Boot(BootRoom.CommandLine);

        machine.Console.Expect("the rescue is not the one of this image: sha256 ", BootPatience.PowerOn);
        machine.Console.Expect("(Try 2/5", BootPatience.Step);
        // The right one comes in time for one of the tries that are left.
        room.SendRescue(1);

        machine.Console.Expect("rescue running, ", BootPatience.Step);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void With_256_MB_of_memory_the_figures_are_said_and_nothing_is_killed()
    {
        using var room = new BootRoom("small");
        room.Dhcp();
        room.SendRescue(1);
        var machine = room.Boot(BootRoom.CommandLine, memory: 256, endsAtReboot: true);

        var said = machine.Console.Expect(EnoughOrNot(), BootPatience.PowerOn).Value;

        // Whether it is enough depends on the rescue's length; both outcomes are stated ones.
        if (said.StartsWith("not enough", StringComparison.Ordinal))
            machine.WaitForEnd(BootPatience.Step);
        Assert.DoesNotContain("Out of memory", machine.Console.Text, StringComparison.Ordinal);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_machine_that_is_pulled_from_the_LAN_while_it_receives_is_named_and_comes_back_by_itself()
    {
        using var room = new BootRoom("pulled");
        room.Dhcp();
        SlowDown(room);
        var golden = room.SendRescue(2);
        var cards = new[] { room.Card("virtio-net-pci"), room.Card("virtio-net-pci") };
        var machines = cards.Select(card => room.Boot(BootRoom.CommandLine, nics: [card])).ToArray();
        machines[1].Console.Expect("Receiving the rescue", BootPatience.PowerOn);

        room.SetCable(cards[1], false);

        AwaitSearch(machines[1]);
        machines[0].Console.Expect("rescue running, ", BootPatience.Step);
        Assert.Equal(3, golden.Wait(BootPatience.Step).Status);
        Assert.Equal(["done", "failed"], SendReport.Parse(golden.Output).Nodes.Select(node => node.State).Order());
        // After the hold the try has failed, and the machine asks again, over a restart, too.
        machines[1].Console.Expect("; not found again in 90 s", BootPatience.Step);
        machines[1].Console.Expect("KA server not found ! (Try 2/5 in ", BootPatience.Step);
        BootRoom.TakePicture(machines[1], "again");
        room.SetCable(cards[1], true);
        room.SendRescue(1);
        machines[1].Console.Expect("rescue running, ", BootPatience.PowerOn);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_golden_node_whose_cable_is_out_for_a_while_is_waited_for_and_goes_on_with_the_rescue()
    {
        using var room = new BootRoom("unplugged-golden");
        room.Dhcp();
        SlowDown(room);
        var golden = room.SendRescue(1);
        var machine = room.Boot(BootRoom.CommandLine);
        machine.Console.Expect("Receiving the rescue", BootPatience.PowerOn);

        room.Golden.Link.Down();
        AwaitSearch(machine);
        room.Golden.Link.Up();

        machine.Console.Expect("back at golden node 10.77.0.1:", BootPatience.Step);
        machine.Console.Expect("Receiving the rescue", BootPatience.Step);
        machine.Console.Expect("rescue running, ", BootPatience.Step);
        Assert.Equal(0, golden.Wait(BootPatience.Step).Status);
        Assert.Single(JsonEvents.Of(golden, "networkBack"));
        Assert.DoesNotContain("(Try 2/5", machine.Console.Text, StringComparison.Ordinal);
    }

    /// <summary>Waits until a machine says that it looks for the golden node, and why.</summary>
    private static void AwaitSearch(TestKit.Vm machine)
    {
        machine.Console.Expect("lost the golden node: silent for ", BootPatience.Step);
        machine.Console.Expect("all is kept, looking for it for 90 s", BootPatience.Step);
        machine.Console.Expect("KA server lost, looking for it", BootPatience.Step);
        // By the first attempt that fails the screen is drawn.
        machine.Console.Expect("trying again", BootPatience.Step);
        BootRoom.TakePicture(machine, "search");
    }

    /// <summary>30 Mbit/s: some 12 s for the rescue.</summary>
    private static void SlowDown(BootRoom room) => room.Golden.Link.Rate(30);

    [GeneratedRegex(
        "not enough memory: the rescue needs [0-9.]+ MB \\([0-9.]+ MB itself and [0-9.]+ MB to run\\), [0-9.]+ MB of "
            + "[0-9.]+ MB are free|rescue running, "
    )]
    private static partial Regex EnoughOrNot();
}

using System.Text.RegularExpressions;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>Shells for whoever stands before a machine.</summary>
[Collection(Lane.Machines)]
public sealed partial class BreakTests
{
    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_stop_in_the_rescue_gives_a_shell_on_the_terminal_and_its_end_goes_on()
    {
        using var room = new BootRoom("break");
        room.Dhcp();
        room.SendRescue(1);
        var machine = room.Boot(BootRoom.CommandLine + " ka.break=register");

        machine.Console.Expect("ka.break=register: stopped before 'register'", BootPatience.PowerOn);
        machine.Console.Expect("# ", BootPatience.Step);
        machine.Console.SendLine("echo here $((40+2)); tty; cat /proc/1/comm; ls /run/ka");
        machine.Console.Expect("here 42", BootPatience.Step);
        machine.Console.Expect("/dev/ttyS0", BootPatience.Step);
        machine.Console.Expect("leases", BootPatience.Step);
        machine.Console.SendLine("exit");

        room.Register();
        machine.Console.Expect(RegisteredPattern(), BootPatience.Step);
    }

    [GeneratedRegex("rescue running, 0 disks seen, registered at [0-9.]+")]
    private static partial Regex RegisteredPattern();
}

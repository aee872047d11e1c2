using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>Without PXE.</summary>
[Collection(Lane.Machines)]
public sealed class StickBootTests
{
    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void The_same_image_boots_from_a_stick_with_a_kernel_command_line()
    {
        using var room = new BootRoom("stick");
        room.Dhcp();
        var rescue = room.SendRescue(1);
        var machine = room.Start(
            new VmPlan
            {
                Name = "uefi",
                Firmware = VmFirmware.Uefi,
                MemoryMib = 768,
                Disks =
                [
                    BootStick.Make(room.Lab.Directory, $"{BootRoom.CommandLine} ka.server={BootRoom.GoldenAddress}"),
                    room.Disk(VmBus.Nvme),
                ],
                Nics = [room.Card("e1000e") with { Rom = "" }],
            }
        );
        rescue.WaitForSuccess(BootPatience.PowerOn);

        var golden = room.Register();

        machine.Console.Expect("registered at " + BootRoom.GoldenAddress, BootPatience.Step);
        var disks = Assert.Single(JsonEvents.Of(golden, "inventory")).GetProperty("disks").EnumerateArray();
        Assert.Contains(disks, disk => disk.GetProperty("name").GetString() == "nvme0n1");
    }
}

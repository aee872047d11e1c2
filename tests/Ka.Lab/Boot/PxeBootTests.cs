using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>From power-on by PXE to the rescue, registered at the golden node.</summary>
[Collection(Lane.Machines)]
public sealed class PxeBootTests
{
    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    public void A_BIOS_and_a_UEFI_machine_come_from_power_on_to_the_rescue_in_one_chain()
    {
        using var room = new BootRoom("pxe");
        room.Pxe();
        var rescue = room.SendRescue(2);
        var bios = room.Boot(VmFirmware.Bios, "e1000", 768, VmBus.Ahci, VmBus.Scsi);
        var uefi = room.Boot(VmFirmware.Uefi, "virtio-net-pci", 768, VmBus.Virtio, VmBus.Nvme);
        Wait.Until(() => JsonEvents.Of(rescue, "joined").Count > 0, "the first node joins", BootPatience.PowerOn, rescue);

        rescue.WaitForSuccess(BootPatience.PowerOn);
        var golden = room.Register();

        foreach (var machine in new[] { bios, uefi })
            machine.Console.Expect($"rescue running, 2 disks seen, registered at {BootRoom.GoldenAddress}", BootPatience.Step);
        var inventories = JsonEvents.Of(golden, "inventory");
        Assert.Equal(["bios", "uefi"], inventories.Select(inventory => inventory.GetProperty("firmware").GetString()).Order());
    }
}

using System;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>With Secure Boot on and Microsoft's keys: shim, GRUB and kernel as the distribution signed them.</summary>
[Collection(Lane.Machines)]
public sealed class SecureBootTests
{
    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_machine_with_Secure_Boot_comes_from_power_on_to_the_rescue()
    {
        using var room = new BootRoom("secure");
        room.Pxe();
        var rescue = room.SendRescue(1);
        var machine = room.Boot(VmFirmware.SecureBoot, "virtio-net-pci", 1024, VmBus.Virtio);
        rescue.WaitForSuccess(BootPatience.PowerOn + BootPatience.Step);

        var golden = room.Register();

        machine.Console.Expect($"rescue running, 1 disk seen, registered at {BootRoom.GoldenAddress}", BootPatience.Step);
        var inventory = Assert.Single(JsonEvents.Of(golden, "inventory"));
        Assert.Equal(
            ("uefi", true),
            (inventory.GetProperty("firmware").GetString(), inventory.GetProperty("secureBoot").GetBoolean())
        );
    }
}

using System.IO;
using Ka.Lab.Vm;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>A machine that is not to be cloned starts its own disk, although it boots from the network first.</summary>
[Collection(Lane.Machines)]
public sealed class LocalBootTests
{
    private const string Word = "here is the disk.";

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_disarmed_machine_boots_its_own_disk_by_BIOS()
    {
        using var room = new BootRoom("local-bios");
        room.Pxe();
        var card = room.Card("e1000") with { BootIndex = 0 };
        Disarm(room, card);
        var disk = new VmDisk(BootSector.Write(Path.Combine(room.Lab.Directory, "disk"), Word), VmBus.Ahci) { BootIndex = 1 };

        var machine = room.Start(
            new VmPlan
            {
                Name = "bios",
                Firmware = VmFirmware.Bios,
                MemoryMib = 256,
                Nics = [card],
                Disks = [disk],
            }
        );

        machine.Console.Expect(Word, BootPatience.PowerOn);
    }

    [Needs(Need.Product | Need.GoldenRoot | Need.Vm)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_disarmed_machine_boots_its_own_disk_by_UEFI()
    {
        using var room = new BootRoom("local-uefi");
        room.Pxe();
        var card = room.Card("virtio-net-pci") with { BootIndex = 0, Rom = "" };
        Disarm(room, card);

        var machine = room.Start(
            new VmPlan
            {
                Name = "uefi",
                Firmware = VmFirmware.Uefi,
                MemoryMib = 512,
                Nics = [card],
                Disks = [SystemPartition(room)],
            }
        );

        machine.Console.Expect("Starting /EFI/debian/shimx64.efi", BootPatience.PowerOn);
        machine.Console.Expect(Word, BootPatience.Step);
    }

    private static void Disarm(BootRoom room, VmNic card) =>
        Child.Run(Programs.Ka, "pxe", "disarm", "--root", Path.Combine(room.Lab.Directory, "tftp"), card.Mac);

    /// <summary>What an installed Debian has on its EFI system partition, without the fallback: the firmware alone would not find
    /// it.</summary>
    private static VmDisk SystemPartition(BootRoom room)
    {
        // In the boot order, as on an installed machine: the firmware connects no other disks.
        var disk = room.Disk(VmBus.Ahci) with
        {
            BootIndex = 1,
        };
        var grub = Path.Combine(room.Lab.Directory, "disk.cfg");
        File.WriteAllText(grub, $"echo '{Word}'\nsleep 600\n");
        Child.Run("mkfs.vfat", disk.Image);
        Child.Run("mmd", "-i", disk.Image, "::EFI", "::EFI/debian");
        foreach (
            var (name, from) in new[]
            {
                ("shimx64.efi", Path.Combine(GoldenRoot.Directory, "usr/lib/shim/shimx64.efi.signed")),
                ("grubx64.efi", Path.Combine(GoldenRoot.Directory, "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed")),
                ("grub.cfg", grub),
            }
        )
            Child.Run("mcopy", "-i", disk.Image, from, "::EFI/debian/" + name);
        return disk;
    }
}

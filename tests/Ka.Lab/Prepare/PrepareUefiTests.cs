using System;
using System.IO;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Prepare;

/// <summary>The same by UEFI. This machine's kernel may have no vfat: the tree is copied and prepared in a guest, which has, and
/// which was started by UEFI itself.</summary>
[Collection(Lane.Machines)]
public sealed class PrepareUefiTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(20);

    [Needs(Need.Product | Need.GoldenRoot | Need.Guest)]
    [Trait(VmMatrix.Layer, VmMatrix.Name)]
    public void A_clone_with_GPT_boots_by_UEFI_with_and_without_an_entry_of_the_firmware()
    {
        using var home = new TempDir();
        var tree = Directory.CreateDirectory(home.TextIn("tree")).FullName;
        CopiedTree.Fill(
            tree,
            "/dev/sda2 / ext4 defaults 0 1\nUUID=ABCD-1234 /boot/efi vfat umask=0077 0 1\n/dev/sda3 none swap sw 0 0\n"
        );
        var tar = home.TextIn("tree.tar");
        Child.Run(new Launch("tar", "-C", tree, "--xattrs", "--numeric-owner", "-cf", tar, "."), s_long);
        File.WriteAllText(home.TextIn("golden.json"), LayoutText.Write(SeedLayout.Gpt()));
        var target = VmDisk.Create(home.TextIn("disk"), 5L << 30, VmBus.Nvme);
        var variables = home.TextIn("variables");
        PrepareInGuest(home, target, tar, variables);

        // The entry, then a machine whose firmware has never heard of it.
        foreach (
            var (name, known, entries) in new[]
            {
                ("prepare-uefi", variables, "1"),
                ("prepare-uefi-fallback", home.TextIn("fresh"), "0"),
            }
        )
        {
            using var vm = TestKit.Vm.Start(
                new VmPlan
                {
                    Name = name,
                    Firmware = VmFirmware.Uefi,
                    Variables = known,
                    MemoryMib = 1024,
                    Disks = [target with { BootIndex = 0 }],
                }
            );
            CloneConsole.LogIn(vm, "node8");
            Assert.Matches("^[0-9a-f]{32}$", CloneConsole.Ask(vm, "cat /etc/machine-id"));
            Assert.NotEqual(CopiedTree.MachineId, CloneConsole.Ask(vm, "cat /etc/machine-id"));
            Assert.Equal(
                "/dev/nvme0n1p2 /dev/nvme0n1p1",
                CloneConsole.Ask(vm, "echo $(findmnt -no SOURCE /) $(findmnt -no SOURCE /boot/efi)")
            );
            Assert.Equal(entries, CloneConsole.Ask(vm, "efibootmgr | grep -c 'debian'"));
        }
    }

    private static void PrepareInGuest(TempDir home, VmDisk target, string tar, string variables)
    {
        var plan = new VmPlan
        {
            Name = "prepare-uefi-guest",
            Firmware = VmFirmware.Uefi,
            Variables = variables,
            MemoryMib = 1536,
            Disks = [target, new VmDisk(tar) { Serial = "ka-tree", Discards = true }],
        };
        using var guest = Guest.Start(plan, Programs.Ka, home.TextIn("golden.json"));
        guest.Run(
            $"""
            ka layout apply /opt/golden.json --yes --disk /dev/nvme0n1 --mount /mnt/disk
            tar -xpf /dev/disk/by-id/virtio-ka-tree --numeric-owner -C /mnt/disk
            ka prepare /mnt/disk --layout /opt/golden.json --disk /dev/nvme0n1 --host-name node8
            # Again: nothing but what is made anew by each run.
            ka prepare /mnt/disk --layout /opt/golden.json --disk /dev/nvme0n1 --host-name node8
            ls /mnt/disk/boot/efi/EFI/BOOT/BOOTX64.EFI /mnt/disk/boot/efi/EFI/debian/grubx64.efi
            ka layout release /mnt/disk
            """,
            s_long
        );
        guest.Begin("sync; busybox poweroff -f");
        guest.Machine.WaitForEnd(s_long);
    }
}

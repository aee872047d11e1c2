using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Boot;
using Ka.Formatting;
using Ka.Linux;
using Ka.TestKit;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Boot;

/// <summary>Mounts as data, memory, the image's facts, and what a machine is made of.</summary>
public sealed class BootFactsTests
{
    [Fact]
    public void What_a_root_needs_reads_as_shell_commands() =>
        Assert.Equal(
            [
                "mkdir -m 555 /proc",
                "mount -t proc -o nosuid,nodev,noexec proc /proc",
                "mkdir -m 555 /sys",
                "mount -t sysfs -o nosuid,nodev,noexec sysfs /sys",
                "mkdir -m 755 /dev",
                "mount -t devtmpfs -o nosuid,mode=0755 devtmpfs /dev",
                "mkdir -m 755 /run",
                "mount -t tmpfs -o nosuid,nodev,mode=0755 tmpfs /run",
                "mkdir -m 700 /run/ka",
                "mkdir -m 1777 /tmp",
                "mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs /tmp",
            ],
            InitialMounts.Needed.Select(entry => entry.ToString())
        );

    [Fact]
    public void Everything_that_is_mounted_at_the_top_moves_along()
    {
        var mounted = InitialMounts.Needed.OfType<RootSetupStep.Mount>().Select(mount => mount.Path);
        Assert.Equal(mounted.Order(), InitialMounts.Moved.Order());
    }

    [Fact]
    public void Directories_and_links_are_made_once_and_then_are_there()
    {
        using var root = new TempDir();
        var path = root.Path;
        RootSetupStep[] entries =
        [
            new RootSetupStep.Directory("/dev", FilePermissions.Executable),
            new RootSetupStep.Link("/proc/self/fd", "/dev/fd"),
        ];

        foreach (var entry in entries.Concat(entries))
            Assert.True(entry.Create(path).IsSuccess);

        Assert.Equal("/proc/self/fd", new FileInfo(Path.Combine(root.Text, "dev/fd")).LinkTarget);
        Assert.True(new RootSetupStep.Directory("/no/such/place", FilePermissions.Executable).Create(path).Is(Errno.ENOENT));
    }

    [Theory]
    [InlineData("MemTotal:         507832 kB\nMemFree:  1 kB\nMemAvailable:     402100 kB\n", 507832, 402100)]
    [InlineData("", 0, 0)]
    [InlineData("MemTotal: a lot\nMemAvailable: -3 kB\n", 0, 0)]
    [InlineData("MemTotal: 9223372036854775807 kB\n", 0, 0)]
    public void Memory_is_read_off_meminfo(string text, long total, long available) =>
        Assert.Equal(new MemoryFigures(total << 10, available << 10), MemoryFigures.Parse(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_image_says_what_it_knows()
    {
        var facts = ImageFacts.From(
            KeyValueFile.Parse(
                "# made by ka image\nkernel=6.1.0-56-amd64\nrescue_bytes=41635840\nrescue_sha256=ab\n=x\nnonsense\n"u8
            )
        );

        Assert.Equal(new ImageFacts("6.1.0-56-amd64", "ab", 41635840), facts);
        Assert.Equal(new ImageFacts(null, null, null), ImageFacts.From(KeyValueFile.Parse("rescue_size=1\n"u8)));
        Assert.Null(ImageFacts.From(KeyValueFile.Parse("rescue_bytes=-1\n"u8)).RescueBytes);
    }

    [Fact]
    public void A_file_of_keys_and_values_is_read_as_it_was_written()
    {
        using var directory = new TempDir();
        var path = directory.In("facts");

        KeyValueFile.Write(path, new Dictionary<string, string> { ["server"] = "10.0.0.1:30765", ["empty"] = "" });

        Assert.Equal(new Dictionary<string, string> { ["server"] = "10.0.0.1:30765", ["empty"] = "" }, KeyValueFile.Read(path));
        Assert.Throws<ArgumentException>(() => KeyValueFile.Write(path, new Dictionary<string, string> { ["a"] = "1\nb=2" }));
    }

    [Theory]
    [InlineData("../devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda", "ata")]
    [InlineData("../devices/pci0000:00/0000:00:04.0/virtio1/block/vda", "virtio")]
    [InlineData("../devices/pci0000:00/0000:00:05.0/virtio2/host2/target2:0:0/2:0:0:0/block/sdb", "virtio")]
    [InlineData("../devices/pci0000:00/0000:00:06.0/nvme/nvme0/nvme0n1", "nvme")]
    [InlineData("../devices/pci0000:00/0000:00:1d.7/usb1/1-1/1-1:1.0/host3/target3:0:0/3:0:0:0/block/sdc", "usb")]
    [InlineData("../devices/pci0000:00/0000:00:07.0/host4/target4:0:0/4:0:0:0/block/sdd", "scsi")]
    [InlineData("../devices/virtual/block/zram0", "")]
    [InlineData("../devices/pci0000:00/0000:00:07.0/host4/rport-4:0-2/target4:0:0/4:0:0:1/block/sde", "fc")]
    [InlineData("../devices/platform/host9/session1/target9:0:0/9:0:0:1/block/sdf", "iscsi")]
    [InlineData("../devices/virtual/nvme-fabrics/ctl/nvme1/nvme1n1", "nvme over fabrics")]
    public void What_a_disk_hangs_on_is_in_its_path(string path, string transport) =>
        Assert.Equal(transport, MachineInventory.Transport(path));

    [Theory]
    [InlineData("mmcblk0", true)]
    [InlineData("mmcblk0boot0", false)]
    [InlineData("mmcblk0rpmb", false)]
    [InlineData("sda", true)]
    [InlineData("rbd0", false)]
    [InlineData("drbd1", false)]
    public void What_is_no_disk_is_not_in_the_inventory(string name, bool isDisk) =>
        Assert.Equal(isDisk, MachineInventory.IsDisk(name));

    [Fact]
    public void A_machine_is_described_from_its_sysfs()
    {
        using var root = new TempDir();
        Make(root, "proc/meminfo", "MemTotal: 524288 kB\n");
        Make(
            root,
            "proc/cpuinfo",
            "processor : 0\nmodel name : QEMU Virtual CPU\n\nprocessor : 1\nmodel name : QEMU Virtual CPU\n"
        );
        Make(root, "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", "\u0006\0\0\0\u0001");
        Make(root, "sys/bus/pci/devices/0/modalias", "pci:v1\n");
        Make(root, "sys/devices/ata1/block/sda/size", "16777216\n");
        Make(root, "sys/devices/ata1/block/sda/queue/logical_block_size", "512\n");
        Make(root, "sys/devices/ata1/block/sda/device/model", "QEMU HARDDISK   \n");
        Make(root, "sys/devices/ata1/block/sda/device/vpd_pg80", "\0\0\0\u0008SER0    ");
        Make(root, "sys/block/loop0/size", "8\n");
        Make(root, "sys/block/sdb/size", "0\n");
        Make(root, "sys/class/net/lo/address", "00:00:00:00:00:00\n");
        Make(root, "sys/class/net/eth0/address", "52:54:00:12:34:56\n");
        Make(root, "sys/class/net/eth0/speed", "-1\n");
        Directory.CreateSymbolicLink(Path.Combine(root.Text, "sys/block/sda"), "../devices/ata1/block/sda");
        Directory.CreateSymbolicLink(Path.Combine(root.Text, "sys/class/net/eth0/device"), "../../../devices/ata1");
        Directory.CreateSymbolicLink(Path.Combine(root.Text, "sys/devices/ata1/driver"), "../../bus/pci/drivers/e1000");

        var found = MachineInventory.Read(root.Path);

        Assert.Equal(
            (Firmware.Uefi, true, 512L << 20, 2, 1u),
            (found.Firmware, found.SecureBoot, found.Memory, found.Processors, found.Devices)
        );
        Assert.Equal(
            new InventoryDisk
            {
                Name = Text("sda"),
                Model = Text("QEMU HARDDISK"),
                Serial = Text("SER0"),
                Transport = Text("ata"),
                Size = 8L << 30,
                SectorSize = 512,
                Removable = false,
            },
            Assert.Single(found.Disks)
        );
        Assert.Equal(
            new InventoryInterface(Text("eth0"), Text("52:54:00:12:34:56"), Text("e1000"), 0),
            Assert.Single(found.Interfaces)
        );
        Assert.Equal("1 disk (sda 8 GiB), uefi with secure boot, 512 MiB", InventoryText.Describe(found));
    }

    [Fact]
    public void A_machine_of_which_nothing_is_known_is_described_too() =>
        Assert.Equal("no disk, bios, 0 KiB", InventoryText.Describe(MachineInventory.Read(BytePath.FromText("/no/such/root"))));

    private static BytePath Text(string text) => BytePath.FromText(text);

    private static void Make(TempDir root, string path, string content)
    {
        var full = Path.Combine(root.Text, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, Encoding.Latin1.GetBytes(content));
    }
}

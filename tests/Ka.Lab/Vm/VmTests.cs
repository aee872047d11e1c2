using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Vm;

/// <summary>The kit's virtual machines.</summary>
[Collection(Lane.Machines)]
public sealed partial class VmTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Needs(Need.Vm)]
    public void A_machine_boots_its_disk_speaks_and_listens()
    {
        using var home = new TempDir();
        foreach (var bus in new[] { VmBus.Virtio, VmBus.Ahci, VmBus.Nvme, VmBus.Scsi, VmBus.Usb })
        {
            var disk = new VmDisk(BootSector.Write(home.TextIn("disk"), $"here is {bus}."), bus) { BootIndex = 0 };
            using var vm = TestKit.Vm.Start(
                new VmPlan
                {
                    Name = "boot-sector",
                    MemoryMib = 64,
                    Disks = [disk],
                }
            );
            vm.Console.Expect($"here is {bus}.", s_patience);
            vm.Console.SendLine("nobody");
            Assert.Equal("nobody", vm.Console.Expect(NobodyPattern(), s_patience).Value);

            vm.Screendump(home.TextIn("screen.png"));
            Assert.Equal("PNG"u8, File.ReadAllBytes(home.TextIn("screen.png")).AsSpan(1, 3));
            vm.Freeze();
            vm.Console.SendLine("frozen");
            vm.Resume();
            vm.Console.Expect("frozen", s_patience);
            vm.Reset();
            vm.Console.Expect($"here is {bus}.", s_patience);
            Assert.Contains("frozen", File.ReadAllText(vm.Console.Log), StringComparison.Ordinal);
        }
    }

    [Needs(Need.Vm)]
    public void What_does_not_come_in_time_fails_with_the_words_and_what_came()
    {
        using var home = new TempDir();
        var disk = new VmDisk(BootSector.Write(home.TextIn("disk"), "alive"), VmBus.Ahci) { BootIndex = 0 };
        using var vm = TestKit.Vm.Start(
            new VmPlan
            {
                Name = "silent",
                MemoryMib = 64,
                Disks = [disk],
            }
        );
        vm.Console.Expect("ali", s_patience);
        var failure = Assert.Throws<VmException>(() => vm.Console.Expect("login:", TimeSpan.FromSeconds(1)));
        Assert.Contains("did not say 'login:' within", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("alive", failure.Message, StringComparison.Ordinal);
    }

    [Needs(Need.Vm)]
    public void A_machine_that_cannot_be_or_is_switched_off_ends_the_wait_at_once()
    {
        using var home = new TempDir();
        using var impossible = TestKit.Vm.Start(new VmPlan { Name = "impossible", Disks = [new VmDisk(home.TextIn("nothing"))] });
        Assert.Contains(
            "No such file",
            Assert.Throws<VmException>(() => impossible.Console.Expect("x", s_patience)).Message,
            StringComparison.Ordinal
        );

        var disk = new VmDisk(BootSector.Write(home.TextIn("disk"), "alive")) { BootIndex = 0 };
        using var vm = TestKit.Vm.Start(
            new VmPlan
            {
                Name = "killed",
                MemoryMib = 64,
                Disks = [disk],
            }
        );
        vm.Console.Expect("alive", s_patience);
        vm.Kill();
        Assert.False(vm.IsRunning);
        Assert.Contains(
            "137",
            Assert.Throws<VmException>(() => vm.Console.Expect("x", s_patience)).Message,
            StringComparison.Ordinal
        );
    }

    [Needs(Need.Vm)]
    public void Nothing_is_left_of_a_machine()
    {
        using var home = new TempDir();
        var disk = new VmDisk(BootSector.Write(home.TextIn("disk"), "alive"));
        Assert.Throws<InvalidDataException>(void () =>
        {
            using var vm = TestKit.Vm.Start(
                new VmPlan
                {
                    Name = "left",
                    MemoryMib = 64,
                    Disks = [disk],
                }
            );
            throw new InvalidDataException();
        });
        var mine = $"ka-{Environment.ProcessId}-";
        Assert.Empty(Directory.EnumerateDirectories(Path.GetTempPath(), mine + "*-vm"));
        Assert.DoesNotContain(
            Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])),
            process => CommandLine(process).Contains($"-name\0{mine}", StringComparison.Ordinal)
        );
    }

    [Needs(Need.Vm)]
    public void Firmware_of_both_kinds_asks_the_network_of_a_lab()
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 1 });
        foreach (var (firmware, mac) in new[] { (VmFirmware.Bios, "52:54:00:4b:41:01"), (VmFirmware.Uefi, "52:54:00:4b:41:02") })
        {
            var packets = Path.Combine(lab.Directory, $"{firmware}.pcap");
            using var capture = lab.Capture(packets);
            var plan = new VmPlan
            {
                Name = $"pxe-{firmware}",
                MemoryMib = 256,
                Firmware = firmware,
                Nics = [lab.Plug(mac, firmware == VmFirmware.Bios ? "e1000" : "virtio-net-pci") with { BootIndex = 0 }],
                Namespace = lab.BridgeNamespace,
            };
            using var vm = TestKit.Vm.Start(plan);
            // A request for an address: BOOTREQUEST on Ethernet with that card's own (RFC 951).
            byte[] discover =
            [
                .. Convert.FromHexString("010106"),
                .. Convert.FromHexString(mac.Replace(":", "", StringComparison.Ordinal)),
            ];
            Wait.Until(() => IsThere(File.ReadAllBytes(packets), discover), $"{firmware} asks for an address", s_patience);
        }
    }

    /// <summary>op, htype and hlen; hops, xid, secs, flags and four addresses; then the card's.</summary>
    private static bool IsThere(byte[] bytes, byte[] discover)
    {
        for (var i = 0; i + 34 <= bytes.Length; i++)
            if (
                bytes.AsSpan(i, 3).SequenceEqual(discover.AsSpan(0, 3))
                && bytes.AsSpan(i + 28, 6).SequenceEqual(discover.AsSpan(3))
            )
                return true;
        return false;
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(process + "/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    [GeneratedRegex("n[a-z]*y")]
    private static partial Regex NobodyPattern();
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Ka.TestKit;

/// <summary>The words of QEMU's command line for a plan.</summary>
/// <param name="directory">For sockets and what else lives as long as the machine.</param>
internal sealed class VmWords(VmPlan plan, string name, string directory)
{
    private const string Ovmf = "/usr/share/OVMF/";

    /// <summary>The controller that SCSI disks hang on.</summary>
    public const string ScsiBus = "scsi";

    private readonly List<string> _words = [];

    public static string Line(int number) => string.Create(CultureInfo.InvariantCulture, $"serial{number}");

    public IReadOnlyList<string> Build()
    {
        // KVM may be there and hang: emulation always.
        Add("-name", name, "-accel", "tcg,thread=multi", "-nodefaults", "-no-user-config", "-display", "none");
        Add(
            "-machine",
            plan.Firmware == VmFirmware.SecureBoot ? "q35,smm=on" : "q35",
            "-cpu",
            plan.Processor,
            "-smp",
            $"{plan.Processors}",
            "-m",
            $"{plan.MemoryMib}M"
        );
        Add("-device", "VGA", "-device", "virtio-rng-pci", "-qmp", $"unix:{Path.Combine(directory, VmMonitor.Socket)}");
        if (plan.EndsAtReboot)
            Add("-no-reboot");
        for (var line = 0; line < plan.SerialLines; line++)
            Add(
                "-chardev",
                $"socket,id={Line(line)},path={Path.Combine(directory, Line(line))}",
                "-serial",
                $"chardev:{Line(line)}"
            );
        AddFirmware();
        AddKernel();
        for (var i = 0; i < plan.Disks.Count; i++)
            AddDisk(plan.Disks[i], $"disk{i}");
        for (var i = 0; i < plan.Nics.Count; i++)
            AddNic(plan.Nics[i], $"net{i}");
        _words.AddRange(plan.More);
        return _words;
    }

    private void AddFirmware()
    {
        if (plan.Firmware == VmFirmware.Bios)
            return;
        var isSecure = plan.Firmware == VmFirmware.SecureBoot;
        var variables = plan.Variables ?? Path.Combine(directory, "variables");
        if (!File.Exists(variables))
            File.Copy(Ovmf + (isSecure ? "OVMF_VARS_4M.ms.fd" : "OVMF_VARS_4M.fd"), variables);
        // Its variables can be written by System Management Mode alone.
        if (isSecure)
            Add("-global", "driver=cfi.pflash01,property=secure,value=on", "-global", "ICH9-LPC.disable_s3=1");
        Add(
            "-drive",
            $"if=pflash,format=raw,readonly=on,file={Ovmf}{(isSecure ? "OVMF_CODE_4M.secboot.fd" : "OVMF_CODE_4M.fd")}",
            "-drive",
            $"if=pflash,format=raw,file={variables}"
        );
    }

    private void AddKernel()
    {
        if (plan.Kernel is not { } kernel)
            return;
        Add("-kernel", kernel.Image, "-append", kernel.CommandLine);
        if (kernel.Initrd is { } initrd)
            Add("-initrd", initrd);
    }

    private void AddDisk(VmDisk disk, string id)
    {
        // A machine that is killed is a power cut: what its disk was given is in the file, and no sync slows us.
        Add(
            "-drive",
            $"if=none,id={id},format=raw,cache=unsafe,discard=unmap,file={Faults(disk, id)}{disk.Image}"
                + (disk.Discards ? ",snapshot=on" : "")
        );
        if (disk.Bus == VmBus.Scsi)
            Once("-device", $"virtio-scsi-pci,id={ScsiBus}");
        if (disk.Bus == VmBus.Usb)
            Once("-device", "qemu-xhci,id=usb");
        Add("-device", DeviceOf(disk, id));
    }

    /// <summary>QEMU's blkdebug in front of the image, with a rule for each sector.</summary>
    private string Faults(VmDisk disk, string id)
    {
        if (disk.FailingWrites.Count == 0)
            return "";
        var rules = Path.Combine(directory, id + "-faults");
        File.WriteAllText(
            rules,
            string.Concat(
                disk.FailingWrites.Select(sector =>
                    "[inject-error]\nevent = \"write_aio\"\niotype = \"write\"\nerrno = \"5\"\n"
                    + string.Create(CultureInfo.InvariantCulture, $"sector = \"{sector}\"\nonce = \"off\"\n")
                )
            )
        );
        return $"blkdebug:{rules}:";
    }

    private static string DeviceOf(VmDisk disk, string id)
    {
        var model = disk.Bus switch
        {
            VmBus.Virtio => "virtio-blk-pci",
            VmBus.Ahci => "ide-hd",
            VmBus.Nvme => "nvme",
            VmBus.Scsi => "scsi-hd,bus=scsi.0",
            VmBus.Usb => "usb-storage,bus=usb.0,removable=on",
            _ => throw new ArgumentOutOfRangeException(nameof(disk), disk.Bus, null),
        };
        // An NVMe controller without a serial number is refused.
        var serial = disk.Serial ?? (disk.Bus == VmBus.Nvme ? id : null);
        return $"{model},drive={id}"
            + (serial is null ? "" : $",serial={serial}")
            + Index(disk.BootIndex)
            + (disk.SectorSize == 512 ? "" : $",logical_block_size={disk.SectorSize},physical_block_size={disk.SectorSize}");
    }

    private void AddNic(VmNic nic, string id) =>
        Add(
            "-netdev",
            $"tap,id={id},ifname={nic.Tap},script=no,downscript=no",
            "-device",
            $"{nic.Model},netdev={id},mac={nic.Mac}{Index(nic.BootIndex)}{(nic.Rom is null ? "" : $",romfile={nic.Rom}")}"
        );

    private static string Index(int? index) => index is null ? "" : $",bootindex={index}";

    private void Once(params string[] words)
    {
        if (!_words.Contains(words.Last()))
            Add(words);
    }

    private void Add(params string[] words) => _words.AddRange(words);
}

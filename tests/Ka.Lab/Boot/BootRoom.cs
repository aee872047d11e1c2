using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Lab.Boot;

/// <summary>A room of bare machines: a golden node in a namespace, which runs the program under test, and virtual machines on the
/// same switch. What a machine said stays in <c>artifacts/vm</c>.</summary>
internal sealed class BootRoom : IDisposable
{
    /// <summary>The golden node's address.</summary>
    public const string GoldenAddress = "10.77.0.1";

    /// <summary>The KA method's command line, told to speak on the first serial line, too.</summary>
    public const string CommandLine =
        "automatic=method:ka,interface:auto,network:dhcp root=/dev/ram3 rw rescue kamethod quiet console=tty0 console=ttyS0 "
        + VmKernel.Patience;

    private const string Range = "10.77.1.10,10.77.1.99";

    private readonly string _name;
    private readonly List<IDisposable> _parts = [];
    private int _machines;

    /// <param name="name">Of the test, in the names of its machines' logs.</param>
    /// <param name="hosts">The golden node and others in namespaces.</param>
    public BootRoom(string name, int hosts = 1)
    {
        _name = name;
        Lab = new NetworkLab(new LabOptions { Hosts = hosts });
        // The images are made before anything waits for them.
        _ = PxeImages.Directory;
    }

    public NetworkLab Lab { get; }

    public LabHost Golden => Lab.Hosts[0];

    public void Dispose()
    {
        foreach (var machine in _parts.OfType<TestKit.Vm>())
            TakeLastPicture(machine);
        foreach (var part in Enumerable.Reverse(_parts))
            part.Dispose();
        Lab.Dispose();
    }

    /// <summary><c>ka pxe</c> on the golden node, which is the room's DHCP server then.</summary>
    public Child Pxe(string words = CommandLine)
    {
        var pxe = Keep(
            Golden.Start(
                Programs.Ka,
                "pxe",
                "--root",
                Path.Combine(Lab.Directory, "tftp"),
                "--image",
                PxeImages.Directory,
                "--loaders",
                GoldenRoot.Directory,
                "--interface",
                "eth0",
                "--range",
                Range,
                "--default",
                "kamethod",
                "--append",
                words
            )
        );
        Wait.Until(() => pxe.Errors.Contains("IP range", StringComparison.Ordinal), "ka pxe serves", child: pxe);
        return pxe;
    }

    /// <summary>The room's DHCP server, for machines that boot without it.</summary>
    public Child Dhcp(LabHost? host = null) =>
        Keep(
            (host ?? Golden).Start(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--port=0",
                "--user=root",
                "--log-facility=-",
                "--no-ping",
                "--bind-dynamic",
                "--except-interface=lo",
                "--pid-file=",
                "--dhcp-leasefile=" + Path.Combine(Lab.Directory, "leases"),
                $"--dhcp-range={Range},255.255.0.0,2m"
            )
        );

    /// <summary><c>ka send</c> of the rescue, which starts when so many nodes are there.</summary>
    public Child SendRescue(int nodes, string? file = null, string? token = null) =>
        Keep(
            Golden.Start(
                Programs.Ka,
                "send",
                "-s",
                "getstage2",
                "-n",
                nodes.ToString(CultureInfo.InvariantCulture),
                "--token-file",
                token ?? PxeImages.Token,
                "--json",
                "--file",
                file ?? PxeImages.Rescue
            )
        );

    /// <summary>The golden node's one command: the rescue and the clone.</summary>
    /// <param name="root">The golden node's tree.</param>
    /// <param name="layout">Its disks.</param>
    public Child Serve(int nodes, string root, string layout, params string[] more) =>
        Keep(
            Golden.Start(
                Programs.Ka,
                [
                    "serve",
                    "-n",
                    nodes.ToString(CultureInfo.InvariantCulture),
                    "--yes",
                    "--root",
                    root,
                    "--layout",
                    layout,
                    "--rescue",
                    PxeImages.Rescue,
                    "--token-file",
                    PxeImages.Token,
                    "--pxe",
                    Path.Combine(Lab.Directory, "tftp"),
                    "--runs",
                    Path.Combine(Lab.Directory, "runs"),
                    .. more,
                ]
            )
        );

    /// <summary>A golden node at which machines register; it waits for more than will ever come.</summary>
    public Child Register() =>
        Keep(
            Golden.Start(
                Programs.Ka,
                "send",
                "-s",
                "kainstall1",
                "-n",
                "99",
                "--token-file",
                PxeImages.Token,
                "--json",
                "-e",
                "true"
            )
        );

    /// <summary>A machine that boots from the network.</summary>
    /// <param name="disks">Their images are made: 64 MiB each.</param>
    public TestKit.Vm Boot(VmFirmware firmware, string card, int memory, params VmBus[] disks) =>
        Start(
            new VmPlan
            {
                Name = firmware.ToString().ToLowerInvariant(),
                Firmware = firmware,
                MemoryMib = memory,
                // QEMU's iPXE for UEFI (of 2019) tells shim the wrong length of GRUB; a machine's firmware has a driver of its
                // own, as OVMF has for virtio.
                Nics = [Card(card) with { BootIndex = 0, Rom = firmware == VmFirmware.Bios ? null : "" }],
                Disks = [.. disks.Select(Disk)],
            }
        );

    /// <summary>A machine whose kernel is started without firmware and boot loader: the quick way.</summary>
    public TestKit.Vm Boot(
        string words,
        int memory = 768,
        IReadOnlyList<VmNic>? nics = null,
        bool endsAtReboot = false,
        params VmBus[] disks
    ) =>
        Start(
            new VmPlan
            {
                Name = "direct",
                EndsAtReboot = endsAtReboot,
                MemoryMib = memory,
                Nics = nics ?? [Card("virtio-net-pci")],
                Disks = [.. disks.Select(Disk)],
                Kernel = new VmKernel(PxeImages.Vmlinuz, PxeImages.StageOne, words),
            }
        );

    /// <summary>Starts it on the switch.</summary>
    public TestKit.Vm Start(VmPlan plan) =>
        Keep(
            TestKit.Vm.Start(
                plan with
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"{_name}-{++_machines}-{plan.Name}"),
                    Namespace = Lab.BridgeNamespace,
                }
            )
        );

    /// <summary>A card whose cable ends at nobody.</summary>
    public VmNic LonelyCard(string model)
    {
        var tap = string.Create(CultureInfo.InvariantCulture, $"lonely{++_machines}");
        Child.Run(new Launch("ip", "tuntap", "add", "dev", tap, "mode", "tap") { Namespace = Lab.BridgeNamespace });
        SetCable(new VmNic(tap, ""), true);
        return new VmNic(tap, string.Create(CultureInfo.InvariantCulture, $"52:54:00:4b:41:{_machines:x2}"), model);
    }

    /// <summary>Pulls a card's cable, or plugs it in again. The machine sees a link that stays up, as behind a second
    /// switch.</summary>
    public void SetCable(VmNic card, bool plugged) =>
        Child.Run("ip", "-netns", Lab.BridgeNamespace, "link", "set", card.Tap, plugged ? "up" : "down");

    /// <summary>A card on the switch.</summary>
    public VmNic Card(string model) =>
        Lab.Plug(string.Create(CultureInfo.InvariantCulture, $"52:54:00:4b:41:{++_machines:x2}"), model);

    public VmDisk Disk(VmBus bus) =>
        VmDisk.Create(
            Path.Combine(Lab.Directory, string.Create(CultureInfo.InvariantCulture, $"disk-{++_machines}")),
            64 << 20,
            bus
        ) with
        {
            Serial = string.Create(CultureInfo.InvariantCulture, $"KA{_machines:0000}"),
        };

    /// <summary>Keeps what a machine's screen shows beside the machine's log.</summary>
    /// <param name="moment">In the name of the picture.</param>
    public static void TakePicture(TestKit.Vm machine, string moment) =>
        machine.Screendump(Path.ChangeExtension(machine.Console.Log, $".{moment}.png"));

    private static void TakeLastPicture(TestKit.Vm machine)
    {
        try
        {
            machine.Screendump(Path.ChangeExtension(machine.Console.Log, ".png"));
        }
        catch (VmException)
        {
            // It is off.
        }
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }
}

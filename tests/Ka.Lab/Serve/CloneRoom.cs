using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Lab.Boot;
using Ka.Lab.Prepare;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>A room of bare machines and a golden node in it that makes clones of a Debian tree: switched on, they are served by
/// one <c>ka serve</c>.</summary>
internal sealed class CloneRoom : IDisposable
{
    /// <summary>From power-on to the end of the run. Emulation on a busy machine is tens of times slower than machines.</summary>
    private static readonly TimeSpan s_clone = TimeSpan.FromMinutes(40);

    private readonly BootRoom _room;
    private readonly string _layout;
    private int _verified;

    /// <param name="name">Of the test, in the names of its machines' logs.</param>
    /// <param name="layout">The golden node's disks.</param>
    /// <param name="fstab">The golden node's.</param>
    public CloneRoom(string name, Layout layout, string fstab)
    {
        _room = new BootRoom(name);
        Tree = PathOf("golden");
        _layout = PathOf("golden.json");
        try
        {
            Install(layout, fstab);
            _room.Pxe();
        }
        catch
        {
            _room.Dispose();
            throw;
        }
    }

    /// <summary>The golden node's tree.</summary>
    public string Tree { get; }

    /// <summary>A file of the test's own.</summary>
    public string PathOf(string name) => Path.Combine(_room.Lab.Directory, name);

    /// <summary>Writes a file of the test's own.</summary>
    /// <returns>Its name.</returns>
    public string WriteFile(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public Child Serve(int nodes, params string[] more) => _room.Serve(nodes, Tree, _layout, ["--manifest", Manifest, .. more]);

    private string Manifest => PathOf("manifest");

    /// <summary>Switches a machine on that boots the network first, then its disks.</summary>
    /// <param name="card">As QEMU calls it.</param>
    public TestKit.Vm Start(VmFirmware firmware, string card, params VmDisk[] disks) => Start(firmware, _room.Card(card), disks);

    /// <summary>Switches a machine on whose card is known.</summary>
    public TestKit.Vm Start(VmFirmware firmware, VmNic card, params VmDisk[] disks) =>
        _room.Start(
            new VmPlan
            {
                Name = card.Model,
                Firmware = firmware,
                MemoryMib = 1024,
                // QEMU's iPXE for UEFI tells shim the wrong length of GRUB; OVMF has a driver of its own for virtio.
                Nics = [card with { BootIndex = 0, Rom = firmware == VmFirmware.Bios ? null : "" }],
                Disks = [.. disks.Select((disk, i) => disk with { BootIndex = i + 1 })],
            }
        );

    public VmNic Card(string model) => _room.Card(model);

    /// <summary>A disk without a bit on it.</summary>
    public VmDisk Disk(string name, VmBus bus, int mebibytes) => VmDisk.Create(PathOf(name), (long)mebibytes << 20, bus);

    /// <summary>The golden node's command, to its end.</summary>
    /// <returns>What it said.</returns>
    public static string Await(Child serve, int status)
    {
        var ended = serve.Wait(s_clone);
        if (ended.Status != status)
            throw new ChildFailedException($"exit status {ended.Status} instead of {status}: {serve.Account()}");
        return serve.Account();
    }

    /// <summary>Waits until a machine has said it.</summary>
    public static void Await(TestKit.Vm machine, string word) => machine.Console.Expect(word, s_clone);

    /// <summary>Waits until a node copies, and gives its address.</summary>
    public string AwaitCopy()
    {
        for (var deadline = DateTime.UtcNow + s_clone; ; Interruption.Pause(TimeSpan.FromSeconds(1)))
        {
            using var table = Status("--once", "--json", "--host", BootRoom.GoldenAddress);
            table.Wait(s_clone);
            var nodes = JsonEvents.Of(table, "board").SelectMany(board => board.GetProperty("nodes").EnumerateArray());
            foreach (var node in nodes.Where(node => node.GetProperty("stage").GetString() == "receiving"))
                return node.GetProperty("address").GetString()!;
            if (DateTime.UtcNow > deadline)
                throw new ChildFailedException($"no node copies: {table.Account()}");
        }
    }

    /// <summary>The golden node's <c>ka status</c>.</summary>
    public Child Status(params string[] words) =>
        _room.Golden.Start(Programs.Ka, ["status", "--token-file", PxeImages.Token, .. words]);

    /// <summary>All that happened in the newest run, with the time of each.</summary>
    public IReadOnlyList<JsonElement> RunEvents() => JsonEvents.In(FileOfRun("events.jsonl"));

    /// <summary>The report of the newest run.</summary>
    public SendReport Report() => SendReport.Read(FileOfRun("report.json"));

    private string FileOfRun(string name) => Path.Combine(Directory.GetDirectories(PathOf("runs")).Order().Last(), name);

    /// <summary>What <c>ka verify</c> says in a clone that has booted, where somebody is logged in: of all its files, with their
    /// contents.</summary>
    public string Verify(TestKit.Vm clone)
    {
        using var manifest = _room.Golden.Start(Programs.Ka, "send", "--open", "-s", "manifest", "-n", "1", "--file", Manifest);
        var address = string.Create(CultureInfo.InvariantCulture, $"10.77.3.{++_verified}/16");
        CloneConsole.Ask(
            clone,
            $"for card in /sys/class/net/e*; do card=${{card##*/}}; ip link set $card up; ip address add {address} dev "
                + "$card; done"
        );
        Assert.Equal(
            "0",
            CloneConsole.Ask(
                clone,
                $"ka recv --open -h {BootRoom.GoldenAddress} --file /run/manifest >/run/received 2>&1; echo $?"
            )
        );
        manifest.WaitForSuccess(s_clone);
        return CloneConsole.Ask(
            clone,
            "ka verify --clone /run/manifest >/run/verified 2>&1; echo $?; tail -n 12 /run/verified | tr @ _"
        );
    }

    public void Dispose() => _room.Dispose();

    private void Install(Layout layout, string fstab)
    {
        Directory.CreateDirectory(Tree);
        // File systems of their own, as on a golden node: each is a stream of its own then, and compared as one; of a mode that
        // FAT can have, for the EFI system partition. They go with the room's files.
        foreach (var place in layout.Mounts.Select(mount => Tree + mount.Target).Where(place => place != Tree + "/"))
        {
            Directory.CreateDirectory(place);
            Child.Run("mount", "-t", "tmpfs", "-o", "mode=0755", "ka-golden", place);
        }
        CopiedTree.Fill(Tree, fstab);
        // What its hooks leave in a clone would be a difference.
        Directory.Delete(Tree + "/etc/ka", recursive: true);
        // Clones compare themselves.
        File.Copy(Programs.Ka, Tree + "/usr/sbin/ka", overwrite: true);
        File.WriteAllText(_layout, LayoutText.Write(layout));
    }
}

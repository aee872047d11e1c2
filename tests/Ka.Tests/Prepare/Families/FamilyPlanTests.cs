using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Families;
using Ka.Prepare.Model;
using Ka.RootTrees;
using Ka.Tests.Architecture;
using Xunit;

namespace Ka.Tests.Prepare.Families;

/// <summary>The whole plan of each family and variant, as text in <c>Plans</c>. <c>KA_WRITE_PLANS=1</c> writes the files; what
/// changed is then to be judged by its difference.</summary>
public sealed class FamilyPlanTests
{
    private const string Folder = "tests/Ka.Tests/Prepare/Families/Plans";

    private static readonly Dictionary<string, (Func<Room> Make, Firmware Firmware)> s_trees = new()
    {
        ["debian-bios"] = (() => Trees.Debian(), Firmware.Bios),
        ["debian-uefi"] = (() => Trees.Debian(), Firmware.Uefi),
        ["ubuntu-uefi"] = (Trees.Ubuntu, Firmware.Uefi),
        ["el8-uefi"] = (Trees.El8, Firmware.Uefi),
        ["el9-uefi"] = (Trees.Rocky9, Firmware.Uefi),
        ["el9-bios"] = (Trees.Rocky9, Firmware.Bios),
        ["el10-uefi"] = (Trees.Alma10, Firmware.Uefi),
        ["fedora-uefi"] = (Trees.Fedora, Firmware.Uefi),
        ["leap15-uefi"] = (() => Trees.Leap(), Firmware.Uefi),
        ["leap15-bios"] = (() => Trees.Leap(), Firmware.Bios),
        ["sles15-uefi"] = (Trees.Sles, Firmware.Uefi),
        ["tumbleweed-systemd-boot"] = (() => Trees.Tumbleweed(), Firmware.Uefi),
        ["tumbleweed-grub2-bls"] = (() => Trees.Tumbleweed("opensuse"), Firmware.Uefi),
        ["arch-grub"] = (Trees.ArchGrub, Firmware.Uefi),
        ["arch-systemd-boot"] = (Trees.ArchSystemdBoot, Firmware.Uefi),
        ["arch-uki"] = (Trees.ArchUki, Firmware.Uefi),
        ["alpine-bios"] = (Trees.AlpineBios, Firmware.Bios),
        ["alpine-uefi"] = (Trees.AlpineUefi, Firmware.Uefi),
        ["void-bios"] = (Trees.Void, Firmware.Bios),
        ["gentoo-bios"] = (Trees.Gentoo, Firmware.Bios),
    };

    private static readonly (string Subvolume, string Place)[] s_fedora = [("root", "/"), ("home", "/home")];

    private static readonly (string Subvolume, string Place)[] s_suse =
    [
        ("@/.snapshots/1/snapshot", "/"),
        ("@/.snapshots", "/.snapshots"),
        ("@/var", "/var"),
        ("@/boot/grub2/x86_64-efi", "/boot/grub2/x86_64-efi"),
    ];

    /// <summary>Other divisions of disks, with other UUIDs on the machine (<c>--fresh-uuids</c>): everything that names a disk
    /// changes.</summary>
    private static readonly Dictionary<string, (Func<Room> Make, Func<string, char, Layout> Disks)> s_variants = new()
    {
        ["el8-volumes-fresh"] = (Variants.El8Volumes, (disk, mark) => Layouts.BootAndVolumes(disk, mark)),
        ["el9-volumes-fresh"] = (Variants.El9Volumes, (disk, mark) => Layouts.BootAndVolumes(disk, mark)),
        ["el10-uki-fresh"] = (Variants.El10Uki, Plain),
        ["fedora-btrfs-fresh"] = (Variants.FedoraBtrfs, (disk, mark) => Layouts.Btrfs(disk, mark, Firmware.Uefi, null, s_fedora)),
        ["leap15-snapshots-fresh"] = (Variants.LeapSnapshots, Suse),
        ["ubuntu-server"] = (Variants.UbuntuServer, (disk, _) => Plain(disk, 'a')),
        ["ubuntu-dracut"] = (Variants.UbuntuDracut, (disk, _) => Plain(disk, 'a')),
        ["tumbleweed-snapshots-fresh"] = (() => Variants.TumbleweedSnapshots(), Suse),
        ["tumbleweed-snapshots-grub2-bls"] = (() => Variants.TumbleweedSnapshots("opensuse"), (disk, _) => Suse(disk, 'a')),
        ["alpine-bios-fresh"] = (Variants.AlpineServer, (disk, mark) => Plain(disk, mark) with { Firmware = Firmware.Bios }),
        ["void-uefi"] = (Variants.VoidUefi, (disk, _) => Plain(disk, 'a')),
        ["gentoo-uefi"] = (Variants.GentooUefi, (disk, _) => Plain(disk, 'a')),
        ["microos"] = (Variants.MicroOs, Plain),
        ["silverblue"] = (Variants.Silverblue, Plain),
        ["nixos"] = (Variants.NixOs, Plain),
    };

    private static readonly NetworkCard s_card = new()
    {
        Name = "eth0",
        Mac = "52:54:00:00:00:07",
        Driver = "e1000",
        IsMain = true,
    };

    /// <summary>A virtual disk and a card, as sysfs names what drives them.</summary>
    private static readonly MachineHardware s_hardware = new()
    {
        Disks =
        [
            new HardwareDevice("vda", ["pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00", "virtio:d00000002v00001AF4"]),
        ],
        Nics = [new HardwareDevice("eth0", ["pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00"])],
    };

    public static TheoryData<string> Names => new(s_trees.Keys.Concat(s_variants.Keys));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_whole_plan_is_the_expected_one(string name)
    {
        using var room = Make(name);
        var text = Text(room, Plan(room, name));
        var path = Path.Combine(Repository.Root, Folder, name + ".txt");
        if (Environment.GetEnvironmentVariable("KA_WRITE_PLANS") == "1")
            File.WriteAllText(path, text);

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_plan_has_a_call_that_its_family_must_be_spared(string name)
    {
        using var room = Make(name);
        using var tree = new RootTree(BytePath.FromText(room.Root));
        var family = Ka.Prepare.Families.Distribution.Of(tree).Family;

        Assert.Empty(
            from step in Plan(room, name).Steps.OfType<RunInTree>()
            from never in family.Never
            where never.Concerns(step.Call.Program, step.Call.Arguments)
            select step.Call.ToString()
        );
    }

    [Fact]
    public void Each_family_has_a_fixture()
    {
        var seen = new HashSet<string>();
        foreach (var (make, _) in s_trees.Values)
        {
            using var room = make();
            using var tree = new RootTree(BytePath.FromText(room.Root));
            seen.Add(Ka.Prepare.Families.Distribution.Of(tree).Family.Name.ToString());
        }

        Assert.Equal(Enum.GetNames<FamilyName>().Order(), seen.Order());
    }

    [Fact]
    public void A_plan_with_a_forbidden_call_is_refused()
    {
        using var room = Trees.Fedora();
        // What no step does today, and an operator's own mistake in a row could.
        var request = new PrepareRequest { Root = room.Root, Target = Room.Gpt("vda", Firmware.Uefi) };
        using var tree = new RootTree(BytePath.FromText(room.Root));
        var draft = new Ka.Prepare.Plan.PlanDraft(request, tree);
        draft.Run("boot loader", "/usr/sbin/grub2-install", "--target=x86_64-efi");
        draft.Run("boot loader", "/usr/sbin/grub2-mkconfig", "-o", "/boot/grub2/grub.cfg");
        draft.Run("boot loader", "/usr/sbin/grub2-install", "--target=i386-pc", "/dev/vda");
        Ka.Prepare.Plan.ForbiddenCalls.Check(draft);

        Assert.Equal(2, draft.Reasons.Count);
        Assert.StartsWith(
            "/usr/sbin/grub2-install must not be run in this tree: it replaces",
            draft.Reasons[0],
            StringComparison.Ordinal
        );
    }

    private static Layout Plain(string disk, char mark)
    {
        var layout = Room.Gpt(disk, Firmware.Uefi);
        return layout with { FileSystems = [layout.FileSystems[0], layout.FileSystems[1] with { Uuid = Room.Id(3, mark) }] };
    }

    private static Layout Suse(string disk, char mark) =>
        Layouts.Btrfs(disk, mark, Firmware.Uefi, "@/.snapshots/1/snapshot", s_suse);

    private static Room Make(string name) => s_trees.TryGetValue(name, out var plain) ? plain.Make() : s_variants[name].Make();

    private static PreparePlan Plan(Room room, string name)
    {
        if (s_variants.TryGetValue(name, out var variant))
            return Plan(
                room,
                variant.Disks("vda", 'b') with
                {
                    Cards = [s_card],
                },
                variant.Disks("sda", 'a') with
                {
                    Cards = [s_card with { Name = "enp1s0", Mac = "52:54:00:00:00:01" }],
                },
                s_hardware
            );
        var firmware = s_trees[name].Firmware;
        return Plan(room, Room.Gpt("vda", firmware), Room.Gpt("sda", firmware), new MachineHardware());
    }

    private static PreparePlan Plan(Room room, Layout target, Layout golden, MachineHardware hardware) =>
        room.Plan(
            target,
            golden,
            request =>
                request with
                {
                    HasNvram = target.Firmware == Firmware.Uefi,
                    HostName = "node7",
                    MachineId = new string('b', 32),
                    Hardware = hardware,
                }
        );

    private static string Text(Room room, PreparePlan plan)
    {
        var now = new Dictionary<string, string>();
        return string.Concat(
            plan.Reasons.Select(reason => $"refused: {reason}\n")
                .Concat(plan.Notes.Select(note => $"note: {note}\n"))
                .Concat(plan.Steps.SelectMany(step => (string[])[step.Action + "\n", .. Changes(room, step, now)]))
        );
    }

    /// <summary>The lines that a step takes out of a file and puts into it.</summary>
    /// <param name="now">Files as earlier steps left them.</param>
    private static IEnumerable<string> Changes(Room room, PrepareStep step, Dictionary<string, string> now)
    {
        var path = step switch
        {
            WriteFile write => write.Path,
            RewriteFile rewrite => rewrite.Path,
            _ => null,
        };
        if (path is null)
            return [];
        var before = now.GetValueOrDefault(path) ?? (File.Exists(room.Root + path) ? room.Text(path) : "");
        now[path] = step is RewriteFile change ? change.Rewrite(before) : ((WriteFile)step).Content;
        var (old, made) = (before.Split('\n'), now[path].Split('\n'));
        return old.Except(made).Select(line => $"  - {line}\n").Concat(made.Except(old).Select(line => $"  + {line}\n"));
    }
}

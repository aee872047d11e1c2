using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
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

    public static TheoryData<string> Names => new(s_trees.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_whole_plan_is_the_expected_one(string name)
    {
        using var room = s_trees[name].Make();
        var text = Text(Plan(room, s_trees[name].Firmware));
        var path = Path.Combine(Repository.Root, Folder, name + ".txt");
        if (Environment.GetEnvironmentVariable("KA_WRITE_PLANS") == "1")
            File.WriteAllText(path, text);

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_plan_has_a_call_that_its_family_must_be_spared(string name)
    {
        using var room = s_trees[name].Make();
        using var tree = new RootTree(BytePath.FromText(room.Root));
        var family = Ka.Prepare.Families.Distribution.Of(tree).Family;

        Assert.Empty(
            from step in Plan(room, s_trees[name].Firmware).Steps.OfType<RunInTree>()
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

    private static PreparePlan Plan(Room room, Firmware firmware) =>
        room.Plan(
            Room.Gpt("vda", firmware),
            Room.Gpt("sda", firmware),
            request => request with { HasNvram = firmware == Firmware.Uefi, HostName = "node7", MachineId = new string('b', 32) }
        );

    private static string Text(PreparePlan plan) =>
        string.Concat(
            plan.Reasons.Select(reason => $"refused: {reason}\n")
                .Concat(plan.Notes.Select(note => $"note: {note}\n"))
                .Concat(plan.Steps.Select(step => step.Action + "\n"))
        );
}

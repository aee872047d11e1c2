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

    public static TheoryData<string> Names => Fixtures.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_whole_plan_is_the_expected_one(string name)
    {
        using var room = Fixtures.Make(name);
        var text = Text(room, Fixtures.Plan(room, name));
        var path = Path.Combine(Repository.Root, Folder, name + ".txt");
        if (Environment.GetEnvironmentVariable("KA_WRITE_PLANS") == "1")
            File.WriteAllText(path, text);

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_plan_has_a_call_that_its_family_must_be_spared(string name)
    {
        using var room = Fixtures.Make(name);
        using var tree = new RootTree(BytePath.FromText(room.Root));
        var family = Ka.Prepare.Families.Distribution.Of(tree).Family;

        Assert.Empty(
            from step in Fixtures.Plan(room, name).Steps.OfType<RunInTree>()
            from never in family.Never
            where never.Concerns(step.Call.Program, step.Call.Arguments)
            select step.Call.ToString()
        );
    }

    [Fact]
    public void Each_family_has_a_fixture()
    {
        var seen = new HashSet<string>();
        foreach (var name in Names)
        {
            using var room = Fixtures.Make(name);
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

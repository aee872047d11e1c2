using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>The operator's own programs: after the copy, before the reboot, and once when the clone has booted.</summary>
public static class HookSteps
{
    /// <summary>Where a tree has its hooks.</summary>
    public const string InTree = "/etc/ka/hooks.d";

    /// <summary>Below a directory whose files are programs for SELinux.</summary>
    private const string Copied = "/usr/local/libexec/ka/bin/first-boot.d";

    private const string Trust = "/etc/fapolicyd/trust.d/ka";

    private const string Done = "/var/lib/ka/first-boot.done";

    /// <summary>The hooks of <c>STAGE.d</c>.</summary>
    internal static void Add(PlanDraft draft, string stage)
    {
        if (Names(draft, stage) is { Count: > 0 } names)
            draft.Steps.Add(
                new RunHooks(stage, Directory(draft, stage), draft.Request.Hooks is not null, names, Environment(draft, stage))
            );
    }

    /// <summary>What runs first-boot.d: a unit of systemd, or a line in rc.local.</summary>
    internal static void AddFirstBoot(PlanDraft draft)
    {
        // The golden node may have been a clone itself.
        draft.Remove("what an earlier first boot has done", draft.Matching(Done, "", ""));
        var names = Names(draft, "first-boot");
        if (names.Count == 0)
            return;
        var directory = $"{InTree}/first-boot.d";
        if (draft.Request.Hooks is not null)
        {
            directory = Copied;
            draft.Steps.Add(new CopyHooks(Directory(draft, "first-boot"), names, directory));
        }
        draft.Write("hooks of the first boot", FirstBootStart.Runner, RunnerText(directory), FilePermissions.Executable);
        FirstBootStart.Add(draft);
        TrustSteps.Add(draft, Trust, [FirstBootStart.Runner, .. names.ConvertAll(name => $"{directory}/{name}")]);
    }

    /// <summary>NN-name: two digits, then letters, digits, hyphens and underscores, as run-parts(8) has it.</summary>
    internal static bool IsHook(string name)
    {
        if (name.Length < 4 || !char.IsAsciiDigit(name[0]) || !char.IsAsciiDigit(name[1]) || name[2] != '-')
            return false;
        foreach (var letter in name.AsSpan(3))
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))
                return false;
        return true;
    }

    private static List<string> Names(PlanDraft draft, string stage)
    {
        using var outside = draft.Request.Hooks is null ? null : new RootTree(BytePath.FromText("/"));
        var tree = outside ?? draft.Tree;
        return Names(tree, Directory(draft, stage), draft.Notes.Add, draft.Reasons.Add);
    }

    /// <summary>The hooks in a directory of a tree, in the order in which they run.</summary>
    internal static List<string> Names(RootTree tree, string directory, Action<string> note, Action<string> refuse)
    {
        var names = new List<string>();
        foreach (var name in tree.List(directory))
            if (!IsHook(name))
                note($"hooks: {directory}/{BytePath.FromText(name)} is not named NN-name, left out");
            else if (
                tree.Resolve($"{directory}/{name}") is { } real
                && tree.TryStatus(real) is { Kind: FileKind.Regular } status
                && (status.Permissions & FilePermissions.ExecuteBits) != 0
            )
                names.Add(name);
            else
                refuse($"hook {directory}/{name} cannot be executed");
        return names;
    }

    private static string Directory(PlanDraft draft, string stage) => $"{draft.Request.Hooks ?? InTree}/{stage}.d";

    private static List<string> Environment(PlanDraft draft, string stage) =>
        Environment(stage, draft.Request.HostName, draft.Request.Target.Firmware, draft.Request.Target);

    /// <summary>The environment of a hook.</summary>
    /// <param name="firmware">This machine's firmware.</param>
    /// <param name="clone">The layout of the clone's disks, as they are or will be.</param>
    internal static List<string> Environment(string stage, string? hostName, Firmware firmware, Layout clone)
    {
        var target = new LayoutNames(clone);
        var disks = new List<string>();
        foreach (var disk in clone.Disks)
            disks.Add("/dev/" + disk.Name);
        return
        [
            "KA_STAGE=" + stage,
            "KA_HOST_NAME=" + (hostName ?? ""),
            "KA_FIRMWARE=" + (firmware == Firmware.Uefi ? "uefi" : "bios"),
            "KA_DISKS=" + string.Join(' ', disks),
            "KA_ROOT_DEVICE=/dev/" + target.MountedOn("/"),
            "KA_ROOT_UUID=" + (target.MountedOn("/") is { } root ? target.UuidOf(root) : ""),
        ];
    }

    private static string RunnerText(string directory) =>
        $"""
            #!/bin/sh
            # Written by ka prepare: runs each program of first-boot.d once, in the order of their names. A program that fails is
            # run again at the next boot, and the programs after it wait.
            mkdir -p {Done}
            for hook in {directory}/[0-9][0-9]-*; do
              if [ ! -x "$hook" ] || [ -e "{Done}/$(basename "$hook")" ]; then continue; fi
              KA_STAGE=first-boot "$hook" || exit
              : >"{Done}/$(basename "$hook")"
            done

            """;
}

using System.Diagnostics;
using System.Globalization;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Formatting;
using Ka.Prepare.Model;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The steps of disks and of preparation as they are reported to the golden node.</summary>
internal static class InstallSteps
{
    /// <summary>What a person should know of the clone.</summary>
    public static Step Note(string sentence) => new(0, 0, StepKind.Note, "", sentence);

    /// <param name="index">Place in the list of steps, from 1.</param>
    /// <param name="count">Length of that list.</param>
    public static Step Of(int index, int count, DiskStep step)
    {
        var (kind, detail) = step switch
        {
            WipeDisk => (StepKind.Wipe, ""),
            WriteTable table => (StepKind.WriteTable, table.Table.Kind.ToString().ToLowerInvariant()),
            ClearPartitions => (StepKind.ClearPartitions, ""),
            WriteBootCode => (StepKind.WriteBootCode, ""),
            MakeArray array => (StepKind.MakeArray, array.Array.Level),
            MakeGroup => (StepKind.MakeVolumeGroup, ""),
            MakeVolume volume => (StepKind.MakeVolume, SizeFormat.Of(volume.Volume.Size)),
            MakeFileSystem made => (StepKind.MakeFileSystem, made.FileSystem.Type),
            MakeSubvolumes => (StepKind.MakeSubvolumes, ""),
            MountFileSystem mount => (StepKind.Mount, mount.Mount.Target),
            _ => throw new UnreachableException(step.GetType().Name),
        };
        return new((ushort)index, (ushort)count, kind, step.Device, detail);
    }

    /// <inheritdoc cref="Of(int, int, DiskStep)"/>
    public static Step Of(int index, int count, PrepareStep step)
    {
        var (kind, subject, detail) = step switch
        {
            RemoveFiles remove => (StepKind.RemoveFiles, remove.What, string.Join(", ", remove.Paths)),
            WriteFile write => (StepKind.WriteFile, write.Path, write.What),
            RenderTemplate template => (StepKind.WriteFile, template.Path, "template"),
            RewriteFile rewrite => (StepKind.RewriteFile, rewrite.Path, rewrite.What),
            MakeLink link => (StepKind.MakeLink, link.Path, link.What),
            MovePath move => (StepKind.RewriteFile, move.To, move.What),
            MakeNewer newer => (StepKind.RewriteFile, newer.Path, newer.What),
            CopyFile copy => (StepKind.CopyFile, copy.To, copy.What),
            CopyProgram copy => (StepKind.CopyFile, copy.To, copy.What),
            RunInTree call => (StepKind.RunProgram, call.Call.Program, call.What),
            WriteBootSector sector => (StepKind.WriteBootCode, sector.Disk, sector.From),
            MakeBootEntry entry => (StepKind.MakeBootEntry, entry.Label, $"/dev/{entry.Partition.Disk}"),
            RunHooks hooks => (StepKind.RunHook, hooks.Stage, string.Join(", ", hooks.Names)),
            CopyHooks hooks => (StepKind.CopyFile, hooks.To, string.Join(", ", hooks.Names)),
            LookForOldNames look => (
                StepKind.FindOldIdentifiers,
                "/etc, /boot",
                look.Names.Count.ToString(CultureInfo.InvariantCulture)
            ),
            _ => throw new UnreachableException(step.GetType().Name),
        };
        return new((ushort)index, (ushort)count, kind, subject, detail);
    }
}

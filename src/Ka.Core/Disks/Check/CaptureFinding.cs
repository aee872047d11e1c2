using System;
using Ka.Linux;

namespace Ka.Disks.Check;

/// <summary>One result of the check of a capture.</summary>
/// <param name="Subject">The device or array.</param>
/// <param name="Detail">A place, a type, another device or a number, as its kind needs it.</param>
/// <param name="More">A second one.</param>
public sealed record CaptureFinding(CaptureFindingKind Kind, string Subject, string Detail = "", string More = "")
{
    /// <summary>A reason not to begin; otherwise a note.</summary>
    public bool IsRefusal => Kind <= CaptureFindingKind.SwapNotDescribed;

    /// <summary>A sentence with what to do about it.</summary>
    public override string ToString() => Sentence(Shown(Subject), Shown(Detail), Shown(More));

    private string Sentence(string subject, string detail, string more) =>
        Kind switch
        {
            CaptureFindingKind.NotDescribed =>
                $"{subject} is mounted on {detail}, and what is on it cannot be described ({more}): unmount it, "
                    + "or leave its disk out (-X)",
            CaptureFindingKind.CannotBeMade =>
                $"{subject} is mounted on {detail} and is {more}, which cannot be made on another disk: unmount "
                    + "it, copy it as it is (-D), or leave its disk out (-X)",
            CaptureFindingKind.NotSent =>
                $"{subject} is mounted on {detail}, and would not be copied: mount it by fstab, leave it out (-x "
                    + $"{detail}), or unmount it",
            CaptureFindingKind.OnlyAPart =>
                $"of {subject} only a directory is mounted, on {detail}: mount all of it, or unmount it",
            CaptureFindingKind.Hidden =>
                $"{subject} is mounted on {detail}, below another mount, and cannot be read: unmount either",
            CaptureFindingKind.Elsewhere =>
                $"{subject} belongs on {detail} by fstab, and is not mounted there: mount it there, or mend fstab",
            CaptureFindingKind.SameUuid =>
                $"{subject} and {detail} have the same identifier {more}, and a clone could take either: give "
                    + "one of them another, or leave its disk out (-X)",
            CaptureFindingKind.Degraded =>
                $"array {subject} has {detail} of its {more} devices: add those that it lacks, or make it "
                    + "smaller (mdadm --grow)",
            CaptureFindingKind.BootNotMounted =>
                $"{subject} has what the machine starts by ({more}), and is not mounted: mount it on {detail}",
            CaptureFindingKind.LinkTooLong =>
                $"the symbolic link {subject} does not fit into {detail} ({more}): remove it, or leave its directory out (-x)",
            CaptureFindingKind.KindNotHeld =>
                $"{subject} cannot be on {detail} ({more}): remove it, or leave its directory out (-x)",
            CaptureFindingKind.NameNotHeld =>
                $"{subject} cannot have its name on {detail} ({more}): rename it, or leave its directory out (-x)",
            CaptureFindingKind.AttributesNotHeld =>
                $"the extended attributes of {subject} do not fit into {detail} ({more}): remove them (setfattr -x), or leave "
                    + "its directory out (-x)",
            CaptureFindingKind.OwnerNotKept => $"{detail} keeps no owners and no permissions: {subject} ({more})",
            CaptureFindingKind.SwapNotDescribed => $"{subject} is swapped to, and the layout does not have it: swapoff {subject}",
            CaptureFindingKind.Passing =>
                $"{subject} is not copied: it is mounted on {detail}, which is no part of the golden tree",
            CaptureFindingKind.OtherDisk =>
                $"{subject} is not copied: it is mounted on {detail}, from a disk that is no fixed disk of this " + "machine",
            CaptureFindingKind.LeftOut => $"{subject} is made, and stays empty: {detail} is left out, as asked",
            CaptureFindingKind.NotMounted => $"{subject} ({more}) is not mounted: what is on it is not copied"
                + (detail.Length > 0 ? $", and {detail} of the clone is empty" : ""),
            CaptureFindingKind.MountedTwice =>
                $"{subject} is copied once, from {more}: on {detail} the clone has an empty directory",
            CaptureFindingKind.QuotaLimits =>
                $"{subject} has quotas ({more}): their limits are not copied; repquota {detail} prints them, setquota sets them "
                    + "in the clone",
            CaptureFindingKind.VolumeSnapshot => $"{subject} is a snapshot of {detail}: it is not copied",
            CaptureFindingKind.SubvolumeSnapshots => $"{subject}: read-only snapshots ({detail}) are not copied: {more}",
            CaptureFindingKind.SubvolumeCopies =>
                $"{subject}: writable snapshots ({detail}) are copied in full, each as files of its own (-x "
                    + $"leaves them out): {more}",
            CaptureFindingKind.SeveralSignatures =>
                $"{subject} has the signatures of several file systems; it is used as {detail}, and copied as "
                    + $"this (wipefs -n {subject})",
            CaptureFindingKind.SameLabel =>
                $"{subject} and {detail} have the same label '{more}': a line of fstab with it may mean either in a clone, "
                    + "so name them by UUID there",
            CaptureFindingKind.UnknownSwap =>
                $"swap of fstab is on no disk that is copied: there is no {subject} in a clone, so remove the line if it is old",
            _ => throw new InvalidOperationException($"{Kind} has no sentence"),
        };

    private static string Shown(string text) => BytePath.FromText(text).ToString();
}

using System.Globalization;
using Ka.Wire;

namespace Ka.Formatting;

/// <summary>A reason against a plan, or a note about it, as a sentence. The only place with the words of findings.</summary>
internal static class FindingText
{
    /// <summary>The sentence; in front of it the place where the operator asked for it.</summary>
    public static string Describe(Finding finding)
    {
        var text =
            AboutDisk(finding)
            ?? AboutNode(finding)
            ?? AboutDesc(finding)
            ?? AboutGolden(finding)
            ?? AboutContents(finding)
            ?? Plain(finding);
        return finding.Place.Length > 0 ? $"{finding.Place}: {text}" : text;
    }

    private static string Plain(Finding finding) =>
        finding.Subject.Length == 0 ? finding.Detail
        : finding.Detail.Length == 0 ? $"{finding.Kind.Word()}: {finding.Subject}"
        : $"{finding.Subject}: {finding.Detail}";

    /// <summary>This machine's disks, and the reasons why they are not taken.</summary>
    private static string? AboutDisk(Finding it) =>
        it.Kind switch
        {
            FindingKind.NoDisk => $"no disk for {it.Subject} ({Size(it, 0)})",
            FindingKind.DiskTooSmall =>
                $"{it.Subject} has {Size(it, 0)} ({Bytes(it, 0)} bytes), and {Size(it, 1)} ({Bytes(it, 1)} bytes) are needed",
            FindingKind.DiskTaken => $"{it.Subject} is taken for {it.Detail}",
            FindingKind.DiskExcluded => $"{it.Subject}: it is left out",
            FindingKind.DiskRemovable => $"{it.Subject}: it is removable",
            FindingKind.DiskReadOnly => $"{it.Subject}: it is read-only",
            FindingKind.DiskInUse => $"{it.Subject}: it is in use: {it.Detail}",
            FindingKind.DiskVirtual => $"{it.Subject}: it is no disk",
            FindingKind.DiskNotLocal =>
                $"{it.Subject}: it is not in this machine ({it.Detail}), and is only taken when --map or --disk names it",
            FindingKind.DiskSamePath => $"{it.Subject}: it is {it.Detail} again, with the same WWN",
            FindingKind.DiskMultipath =>
                $"{it.Subject}: it is a path of the multipath device {it.Detail}, and ka makes no clones on these",
            FindingKind.DiskBootArea => $"{it.Subject}: it is a boot area of an eMMC",
            FindingKind.DiskSectors => $"{it.Subject}: its sectors have {Bytes(it, 0)} bytes",
            FindingKind.DiskNotEmpty => $"{it.Subject}: it is not empty: {DiskText.Kinds(it.Detail)}{Used(it)}",
            FindingKind.DiskNotClone => $"{it.Subject}: it has data of another system: {DiskText.Kinds(it.Detail)}{Used(it)}",
            FindingKind.CardPaired => $"lan: {it.Subject} <- golden {it.Detail}",
            FindingKind.TooManyDisks => $"{Bytes(it, 0)} disks would be erased, more than can be listed",
            FindingKind.MapNoDisk => "there is no such disk, or it is taken",
            FindingKind.MapAmbiguous => $"several disks are meant: {it.Detail}",
            FindingKind.MapTwice => $"{it.Subject} is mapped twice",
            FindingKind.MbrReach => $"an MBR reaches {Size(it, 0)}: the rest of {it.Subject} is not used",
            FindingKind.DiskUntouched => $"{it.Subject} ({Size(it, 0)}) is not touched",
            _ => null,
        };

    private static string? AboutNode(Finding it) =>
        it.Kind switch
        {
            FindingKind.ProgramMissing => $"{it.Subject} is not installed in this rescue",
            FindingKind.InFstab => $"'{it.Subject}' is in this system's fstab: the clone cannot be mounted on '{it.Detail}'",
            FindingKind.NoFileSystem => $"'{it.Subject}' is to be copied, and nothing would be mounted there",
            FindingKind.NoPartition => $"'{it.Subject}' is to be copied as it is, and is no partition of a disk that is copied",
            FindingKind.NoDevice => $"'{it.Subject}' is to be copied as it is, and there would be no {it.Detail}",
            FindingKind.DeviceTooSmall => $"'{it.Subject}' is to be copied as it is, and its place is too small: {Size(it, 0)}, "
                + $"and {it.Detail} would have {Size(it, 1)}",
            FindingKind.Address => $"{it.Detail} (--names, or --keep static-address)",
            FindingKind.AddressGiven => $"address: {it.Subject} {it.Detail}",
            FindingKind.AddressKept => $"{it.Subject} keeps the golden node's address {it.Detail}",
            FindingKind.VariableMissing =>
                $"a template of the golden node has {{{{ka.{it.Subject}}}}}, and --names gives this node no such value",
            FindingKind.NodeTwice => $"two lines of --names are for this node: {it.Subject} and {it.Detail}",
            FindingKind.NodeSettings => $"what --names has for this node is wrong: {it.Detail}",
            FindingKind.Kernel => it.Detail,
            FindingKind.NotBootable => $"the copy could not be made to start here: {it.Detail}",
            FindingKind.MkfsRefuses => $"{it.Subject} cannot be made with this machine's programs: {it.Detail}",
            FindingKind.NotInstalling => "this node only receives: it was not started to be installed",
            FindingKind.NoTableForEsp =>
                $"this machine boots by UEFI, and {it.Subject} has no partition table for an EFI system partition",
            FindingKind.NoEntryForEsp =>
                $"this machine boots by UEFI, and the table of {it.Subject} has no free entry for an EFI system partition",
            FindingKind.NoEntryForBiosBoot =>
                $"this machine boots by BIOS, and the table of {it.Subject} has no free entry for a BIOS boot partition",
            _ => null,
        };

    private static string? AboutDesc(Finding it) =>
        it.Kind switch
        {
            FindingKind.DescWholeDisk => $"{it.Subject} has no partitions on the golden node, and something is on the whole disk",
            FindingKind.DescTooSmall => $"{Size(it, 0)} are too small for what is on {it.Subject}: {Size(it, 1)} are needed",
            FindingKind.DescNoPartition =>
                $"there is no partition {Bytes(it, 0)}, and {it.Subject} is {it.Detail} on the golden node",
            FindingKind.DescSwap => $"partition {Bytes(it, 0)} is swap, and {it.Subject} is {it.Detail} on the golden node",
            FindingKind.DescExtended =>
                $"partition {Bytes(it, 0)} is extended, and {it.Subject} is {it.Detail} on the golden node",
            FindingKind.DescExtendedTooSmall =>
                $"{Size(it, 0)} are too small for the logical partitions: {Size(it, 1)} are needed",
            _ => null,
        };

    private static string? AboutGolden(Finding it) =>
        it.Kind switch
        {
            FindingKind.NoDiskToCopy => "the golden node has no disk that could be copied",
            FindingKind.UnknownGoldenDisk => $"the golden node has no disk {it.Subject} that is copied",
            FindingKind.TwoDescFiles => $"{it.Subject} has two desc files",
            FindingKind.BootCodeWithoutTable => $"{it.Subject} has no partition table: boot code would overwrite what is on it",
            FindingKind.ArrayNotLeftOut => $"array {it.Subject} is on {it.Detail}, too, which is not left out",
            FindingKind.GroupNotLeftOut => $"volume group {it.Subject} is on {it.Detail}, too, which is not left out",
            FindingKind.ArrayExists => $"array {it.Subject} is there already, on {it.Detail}, which is not touched",
            FindingKind.GroupExists => $"volume group {it.Subject} is there already, on {it.Detail}, which is not touched",
            FindingKind.NotMakeable => $"{it.Subject} is {it.Detail}, which cannot be made here",
            _ => null,
        };

    private static string? AboutContents(Finding it) =>
        it.Kind switch
        {
            FindingKind.FileSystemTooSmall =>
                $"{it.Subject} will have {Size(it, 0)}, and {it.Detail} needs {Size(it, 1)} at least",
            FindingKind.DeviceFull => $"{it.Subject} will have {Size(it, 0)}, and {Size(it, 1)} are needed",
            FindingKind.TooFewInodes =>
                $"{it.Subject} can have {Bytes(it, 0)} inodes, and {Bytes(it, 1)} are needed for the golden node's files",
            FindingKind.InitramfsRoom =>
                $"{it.Subject} will have {Size(it, 0)} left, and a second initramfs of {Size(it, 1)} may not fit beside it",
            FindingKind.ArrayNoRoom => $"array {it.Subject} has no room on its members",
            FindingKind.GroupNoRoom => $"volume group {it.Subject} needs {Size(it, 0)}, and its devices will have {Size(it, 1)}",
            FindingKind.StripesDoNotFit => $"the striped and mirrored volumes of {it.Subject} do not fit on its devices",
            FindingKind.EspAdded => $"an EFI system partition is added: {it.Subject}, on {it.Detail}",
            FindingKind.BiosBootAdded => $"a BIOS boot partition is added: {it.Subject}",
            FindingKind.NewAndEmpty => $"{it.Subject} is new and stays empty: the golden node has nothing there",
            FindingKind.NotMounted => $"{it.Subject} ({it.Detail}) was not mounted: it is made, and stays empty",
            FindingKind.NotCopied =>
                $"what is on {it.Subject} ({it.Detail}) is not copied: its partition is made, and stays empty",
            _ => null,
        };

    private static string Used(Finding it) => it.Numbers.Count > 0 ? $", {Size(it, 0)} used" : "";

    private static string Size(Finding it, int index) => SizeFormat.Of(Number(it, index));

    private static string Bytes(Finding it, int index) => Number(it, index).ToString(CultureInfo.InvariantCulture);

    private static long Number(Finding it, int index) => index < it.Numbers.Count ? it.Numbers[index] : 0;
}

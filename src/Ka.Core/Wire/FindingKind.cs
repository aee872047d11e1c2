namespace Ka.Wire;

/// <summary>The kinds of a <see cref="Finding"/>.</summary>
public enum FindingKind : byte
{
    /// <summary>The program (subject) is not installed on this node.</summary>
    ProgramMissing = 2,

    /// <summary>The place where the clone is to be mounted is in use: the detail says by what.</summary>
    MountPointInUse = 3,

    /// <summary>The mount point (subject) is in this system's fstab, and is in the directory (detail) of the clone.</summary>
    InFstab = 4,

    /// <summary>No file system would be mounted at the place of the tree (subject).</summary>
    NoFileSystem = 5,

    /// <summary>The golden partition (subject) is not on a disk that is copied.</summary>
    NoPartition = 6,

    /// <summary>The device (detail) for the golden partition (subject) would not exist.</summary>
    NoDevice = 7,

    /// <summary>The device for the golden partition (subject) would be too small; the detail has both sizes.</summary>
    DeviceTooSmall = 8,

    /// <summary>The hook (subject) cannot run on this node; the detail says why.</summary>
    Hook = 9,

    /// <summary>What the golden node gives to this node is wrong; the detail says why.</summary>
    NodeSettings = 10,

    /// <summary>The plan or this machine cannot be read; the detail says why.</summary>
    Unreadable = 11,

    /// <summary>This node only receives.</summary>
    NotInstalling = 12,

    /// <summary>The kernel has no system call of that name (subject); the detail says what is needed.</summary>
    Kernel = 13,

    /// <summary>The golden node has no disk that could be copied.</summary>
    NoDiskToCopy = 14,

    /// <summary>The golden node has no disk of that name (subject) that is copied.</summary>
    UnknownGoldenDisk = 15,

    /// <summary>The golden disk (subject) has two desc files.</summary>
    TwoDescFiles = 16,

    /// <summary>The golden disk (subject) has no partition table: boot code would overwrite what is on it.</summary>
    BootCodeWithoutTable = 17,

    /// <summary>The array (subject) is also on a golden device (detail) that is not left out.</summary>
    ArrayNotLeftOut = 18,

    /// <summary>The volume group (subject) is also on a golden device (detail) that is not left out.</summary>
    GroupNotLeftOut = 19,

    /// <summary>An array of that name (subject) is on a disk (detail) that is not touched.</summary>
    ArrayExists = 20,

    /// <summary>A volume group of that name (subject) is on a disk (detail) that is not touched.</summary>
    GroupExists = 21,

    /// <summary>The file system of a type (detail) on the mount point (subject) cannot be made here.</summary>
    NotMakeable = 22,

    /// <summary>The golden disk (subject; bytes) gets no disk of this machine; the next findings say why.</summary>
    NoDisk = 23,

    /// <summary>The disk (subject; its bytes, bytes needed) is too small for the golden disk (detail).</summary>
    DiskTooSmall = 24,

    /// <summary>The disk (subject) is taken for another golden disk (detail).</summary>
    DiskTaken = 25,

    /// <summary>The disk (subject) is left out.</summary>
    DiskExcluded = 26,

    /// <summary>The disk (subject) is removable.</summary>
    DiskRemovable = 27,

    /// <summary>The disk (subject) is read-only.</summary>
    DiskReadOnly = 28,

    /// <summary>The disk (subject) is in use; the detail says which part of it, and by what.</summary>
    DiskInUse = 29,

    /// <summary>The disk (subject) is memory, a file or another program's device, and was not named.</summary>
    DiskVirtual = 30,

    /// <summary>The disk (subject) is reached through a network or a storage fabric (detail), and was not named.</summary>
    DiskNotLocal = 31,

    /// <summary>The disk (subject) is another path to a disk (detail) that is counted already: their WWN is the same.</summary>
    DiskSamePath = 32,

    /// <summary>The disk (subject) is a path of the multipath device (detail).</summary>
    DiskMultipath = 33,

    /// <summary>The disk (subject) is a boot area of an eMMC.</summary>
    DiskBootArea = 34,

    /// <summary>The disk (subject) has sectors of a size (bytes) that no table is made for.</summary>
    DiskSectors = 35,

    /// <summary>No disk is as the place says, or it is taken.</summary>
    MapNoDisk = 36,

    /// <summary>Several disks (detail) are as the place says.</summary>
    MapAmbiguous = 37,

    /// <summary>The golden disk (subject) is mapped twice.</summary>
    MapTwice = 38,

    /// <summary>This machine boots by UEFI; the golden disk (subject) has no table for an EFI system partition.</summary>
    NoTableForEsp = 39,

    /// <summary>This machine boots by UEFI; the table of the golden disk (subject) has no free entry.</summary>
    NoEntryForEsp = 40,

    /// <summary>This machine boots by BIOS; the table of the golden disk (subject) has no free entry.</summary>
    NoEntryForBiosBoot = 41,

    /// <summary>The device (subject; its bytes, bytes needed) would be too small for the type of file system (detail).</summary>
    FileSystemTooSmall = 42,

    /// <summary>The device (subject; its bytes, bytes needed) would be too small for what is on it.</summary>
    DeviceFull = 43,

    /// <summary>The array (subject) has no room on its members.</summary>
    ArrayNoRoom = 44,

    /// <summary>The volume group (subject; bytes needed, bytes of its devices) does not fit on its devices.</summary>
    GroupNoRoom = 45,

    /// <summary>The striped and mirrored volumes of the volume group (subject) do not fit on its devices.</summary>
    StripesDoNotFit = 46,

    /// <summary>The whole golden disk has contents (subject), for which the desc file (place) has partitions.</summary>
    DescWholeDisk = 47,

    /// <summary>The desc file's (place) size is too small for a golden partition (subject; bytes, bytes needed).</summary>
    DescTooSmall = 48,

    /// <summary>The desc file (place) lacks a partition (number); on the golden one (subject) is the detail.</summary>
    DescNoPartition = 49,

    /// <summary>The desc file (place) makes a partition (number) swap; on the golden one (subject) is the detail.</summary>
    DescSwap = 50,

    /// <summary>The desc file (place) makes a partition (number) extended; on the golden one (subject) is the detail.</summary>
    DescExtended = 51,

    /// <summary>The desc file's (place) extended partition (bytes, bytes needed) is too small for the logical ones.</summary>
    DescExtendedTooSmall = 52,

    /// <summary>Note: an EFI system partition (subject) is added, on a mount point (detail).</summary>
    EspAdded = 53,

    /// <summary>Note: a BIOS boot partition (subject) is added.</summary>
    BiosBootAdded = 54,

    /// <summary>Note: the partition (subject) is new, and stays empty.</summary>
    NewAndEmpty = 55,

    /// <summary>Note: the golden device (subject) was not mounted: a file system (detail) is made, and stays empty.</summary>
    NotMounted = 56,

    /// <summary>Note: what is on the golden device (subject) is of a type (detail) that is not copied.</summary>
    NotCopied = 57,

    /// <summary>Note: an MBR reaches only a part (bytes) of the disk (subject).</summary>
    MbrReach = 58,

    /// <summary>Note: the disk (subject; bytes) is not touched.</summary>
    DiskUntouched = 59,

    /// <summary>The disk (subject; bytes used) has something (detail: kinds) on it, and only empty ones may be taken.</summary>
    DiskNotEmpty = 60,

    /// <summary>The disk (subject; bytes used) has data of another system (detail: kinds), and may not be taken.</summary>
    DiskNotClone = 61,

    /// <summary>More disks (their number) would be erased than a verdict can list.</summary>
    TooManyDisks = 62,

    /// <summary>The device (subject; inodes that it can have, inodes needed) would have too few inodes.</summary>
    TooFewInodes = 63,

    /// <summary>Note: the device (subject; bytes left, bytes of an initramfs) may lack room for a second initramfs.</summary>
    InitramfsRoom = 64,

    /// <summary>The golden tree cannot be made to start on this machine; the detail says why.</summary>
    NotBootable = 65,

    /// <summary>This machine's mkfs would not make the file system of the device (subject); the detail has its words.</summary>
    MkfsRefuses = 66,

    /// <summary>Note: the network card (subject: name and address here) gets the name of the golden node's (detail).</summary>
    CardPaired = 67,

    /// <summary>Two lines of the operator's file are for this node: one for the address (subject), one for the other
    /// (detail).</summary>
    NodeTwice = 68,

    /// <summary>This node would have a wrong address, or another machine's; the detail says why.</summary>
    Address = 69,

    /// <summary>Note: the golden interface (subject) has this address (detail) on this node.</summary>
    AddressGiven = 70,

    /// <summary>Note: the golden interface (subject) keeps the golden node's static address (detail).</summary>
    AddressKept = 71,

    /// <summary>The golden node's templates need a value of that name (subject), and this node is given none.</summary>
    VariableMissing = 72,
}

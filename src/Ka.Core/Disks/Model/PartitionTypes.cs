using System;

namespace Ka.Disks.Model;

/// <summary>The partition types that mean something here, in both formats (UEFI specification 5.3.3, 5.2.2).</summary>
public static class PartitionTypes
{
    public const string GptEsp = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";

    /// <summary>A /boot that systemd mounts by its type (Boot Loader Specification).</summary>
    public const string GptExtendedBoot = "BC13C2FF-59E6-4262-A352-B275FD6F7172";
    public const string GptBiosBoot = "21686148-6449-6E6F-744E-656564454649";
    public const string GptLinux = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    public const string GptSwap = "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F";
    public const string GptLvm = "E6D6D379-F507-44C2-A23C-238F2A3DF928";
    public const string GptRaid = "A19D880F-05FC-4D3B-A006-743F0F84911E";
    public const string MbrLinux = "83";
    public const string MbrSwap = "82";
    public const string MbrExtended = "5";
    public const string MbrEsp = "ef";

    /// <summary>A container of logical partitions: plain, with LBA, or Linux's own.</summary>
    public static bool IsExtended(TableKind table, string type) =>
        table == TableKind.Mbr && Normalize(type) is "5" or "f" or "85";

    public static bool IsEsp(string type) => Same(type, GptEsp) || Same(type, MbrEsp);

    public static bool IsBiosBoot(string type) => Same(type, GptBiosBoot);

    public static bool IsSwap(string type) => Same(type, GptSwap) || Same(type, MbrSwap);

    /// <summary>Capital or not, with or without a leading zero.</summary>
    public static bool Same(string one, string other) => Normalize(one) == Normalize(other);

    private static string Normalize(string type) =>
        type.Length <= 2 ? type.TrimStart('0').ToLowerInvariant() : type.ToUpperInvariant();
}

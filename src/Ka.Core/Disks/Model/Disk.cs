namespace Ka.Disks.Model;

/// <summary>A disk, with its partition table when it has one.</summary>
public sealed record Disk
{
    /// <summary>The kernel's name: <c>sda</c>, <c>nvme0n1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of a logical sector: 512 or 4096.</summary>
    public required int SectorSize { get; init; }

    public string? Serial { get; init; }

    public string? Wwn { get; init; }

    public string? Model { get; init; }

    public PartitionTable? Table { get; init; }

    /// <summary>The kernel's name of a partition: a disk whose name ends in a digit gets a p between.</summary>
    public static string PartitionName(string disk, int number) =>
        char.IsAsciiDigit(disk[^1]) ? $"{disk}p{number}" : $"{disk}{number}";
}

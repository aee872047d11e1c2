namespace Ka.Disks.Model;

/// <summary>The format of a partition table.</summary>
public enum TableKind
{
    Mbr,
    Gpt,
}

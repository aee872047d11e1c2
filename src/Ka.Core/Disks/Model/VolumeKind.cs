namespace Ka.Disks.Model;

/// <summary>How a volume lies on its physical volumes.</summary>
public enum VolumeKind
{
    Linear,
    Striped,

    /// <summary>LVM's raid1.</summary>
    Mirror,
}

namespace Ka.Wire;

/// <summary>What a stream's plain bytes are.</summary>
public enum StreamKind : byte
{
    /// <summary>A pax archive.</summary>
    Tree = 1,

    /// <summary>A file's bytes.</summary>
    File = 2,

    /// <summary>What a command wrote.</summary>
    Command = 3,

    /// <summary>A partition, as <see cref="PartitionOrigin"/> says.</summary>
    Partition = 4,
}

namespace Ka.Wire;

/// <summary>The contents of a stream's plain bytes.</summary>
public enum StreamKind : byte
{
    /// <summary>A pax archive.</summary>
    Tree = 1,

    /// <summary>A file's bytes.</summary>
    File = 2,

    /// <summary>The output of a command.</summary>
    Command = 3,

    /// <summary>A partition, as <see cref="PartitionOrigin"/> says.</summary>
    Partition = 4,
}

namespace Ka.Disks.Probe;

/// <summary>What the kernel says of an array, below /sys/block/NAME.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Chunk">Bytes, of md/chunk_size; 0 when the level has none.</param>
/// <param name="Layout">The number of md/layout.</param>
public readonly record struct MdGeometry(long Size, long Chunk, int Layout);

using Ka.Linux;

namespace Ka.Receiver;

/// <summary>Where a golden partition goes.</summary>
/// <param name="Golden">The golden node's path of it.</param>
/// <param name="Device">Ours.</param>
public sealed record PartitionTarget(BytePath Golden, BytePath Device);

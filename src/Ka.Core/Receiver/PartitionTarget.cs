using Ka.Linux;

namespace Ka.Receiver;

/// <summary>A partition of the golden node and its target.</summary>
/// <param name="Golden">Path on the golden node.</param>
/// <param name="Device">Device of this machine.</param>
public sealed record PartitionTarget(BytePath Golden, BytePath Device);

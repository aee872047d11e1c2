using Ka.Linux;

namespace Ka.Disks.Model;

/// <summary>Why a machine with this firmware could not start from a copy of the golden tree.</summary>
/// <param name="Reason">What <c>ka prepare</c> would say: a sentence, or several.</param>
public sealed record BootObstacle(Firmware Firmware, string Reason);

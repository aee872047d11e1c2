namespace Ka.Linux;

/// <summary>A point in time as inodes have it: whole seconds since 1970, rounded down, and the nanoseconds after them.</summary>
/// <param name="Seconds">Negative before 1970.</param>
/// <param name="Nanoseconds">0..999999999, always forward from <paramref name="Seconds"/>.</param>
public readonly record struct UnixTime(long Seconds, int Nanoseconds);

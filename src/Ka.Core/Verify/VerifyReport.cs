using System.Collections.Generic;

namespace Ka.Verify;

/// <summary>What was compared.</summary>
/// <param name="Entries">Things in trees.</param>
/// <param name="Bytes">Of contents, holes among them.</param>
/// <param name="NotCompared">Streams that were sent and not looked at, with the reason.</param>
public sealed record VerifyReport(long Entries, long Bytes, IReadOnlyList<string> NotCompared);

namespace Ka.Bench;

/// <summary>What became of the nodes that nothing was done to.</summary>
/// <param name="Seconds">Until the last of them ended; null: within the patience they did not.</param>
/// <param name="Intact">Those that have every byte.</param>
/// <param name="Lies">Those that have not, and end with status 0.</param>
/// <param name="BytesOver">What came over a link of one of them, on average.</param>
internal sealed record FaultResult(double? Seconds, int Intact, int Lies, long BytesOver);

namespace Ka.Golden;

/// <summary>How far one node is.</summary>
/// <param name="PlainBytes">What its consumer took.</param>
/// <param name="Received">End of the sealed bytes that it holds without a gap.</param>
public sealed record NodeFigures(uint Id, long PlainBytes, long Received);

namespace Ka.Archive;

/// <summary>One extended attribute.</summary>
internal sealed record ExtendedAttribute(byte[] Name, byte[] Value);

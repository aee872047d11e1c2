using Ka.Linux;

namespace Ka.Store;

/// <summary>A frame that is stored.</summary>
/// <param name="Sum">Of the file.</param>
internal sealed record KnownFrame(BytePath File, Sum256 Sum);

using Ka.Linux;

namespace Ka.Archive;

/// <summary>One name in a listing: where it stands in <see cref="Listing.Names"/>.</summary>
internal readonly record struct ListedName(ulong Inode, FileKind Kind, int Start, int Length);

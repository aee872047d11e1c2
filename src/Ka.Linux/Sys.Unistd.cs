namespace Ka.Linux;

/// <summary>Declarations of the C library and the kernel that Tmds.LibC (<c>Libc</c>) lacks: C's names, C's types, no
/// logic.</summary>
/// <remarks>One file for each header. A declaration that the package has is here only with a reason beside it.</remarks>
internal static unsafe partial class Sys
{
    internal const int SEEK_DATA = 3;
    internal const int SEEK_HOLE = 4;
}

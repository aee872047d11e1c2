using System;
using System.Runtime.InteropServices;

namespace Relay;

/// <summary>64 MiB of anonymous memory in which a position in the stream has its place.</summary>
internal sealed unsafe class Ring : IDisposable
{
    public const int Length = 64 << 20;

    private const int MaxPiece = 1 << 20;

    private readonly byte* _start = (byte*)NativeMemory.AlignedAlloc(Length, 4096);

    // Touched, so that page faults are not part of what is measured.
    public Ring() => new Span<byte>(_start, Length).Fill(1);

    public byte* At(long position) => _start + (position % Length);

    /// <summary>How much of <paramref name="wanted"/> lies in one piece from a position on.</summary>
    public static nint Piece(long position, long wanted) =>
        (nint)Math.Min(Math.Min(wanted, MaxPiece), Length - (position % Length));

    public void Dispose() => NativeMemory.AlignedFree(_start);
}

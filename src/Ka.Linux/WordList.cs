using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>argv or envp: a vector of C strings with a null at its end, in native memory.</summary>
internal sealed unsafe class WordList : IDisposable
{
    private readonly int _count;

    internal WordList(IReadOnlyList<byte[]> words)
    {
        _count = words.Count;
        Vector = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
        {
            Vector[i] = (byte*)NativeMemory.Alloc((nuint)words[i].Length + 1);
            words[i].CopyTo(new Span<byte>(Vector[i], words[i].Length));
            Vector[i][words[i].Length] = 0;
        }
    }

    internal byte** Vector { get; }

    internal byte* First => Vector[0];

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
            NativeMemory.Free(Vector[i]);
        NativeMemory.Free(Vector);
    }
}

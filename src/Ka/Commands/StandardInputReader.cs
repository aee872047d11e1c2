using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Commands;

/// <summary>Reads the lines that the operator types, as bytes. Blocks; belongs to one thread.</summary>
internal sealed class StandardInputReader
{
    private const int Longest = 4096;

    private readonly List<byte> _begun = [];
    private readonly byte[] _buffer = new byte[Longest];

    /// <summary>Gives each line without its end, until there are no more.</summary>
    public void Read(Action<BytePath> line)
    {
        while (Fd.StandardInput.Read(_buffer) is { IsSuccess: true, Value: > 0 } read)
            foreach (var letter in _buffer.AsSpan(0, (int)read.Value))
                if (letter != '\n')
                    _begun.Add(letter);
                else
                {
                    line(new BytePath(_begun.ToArray()));
                    _begun.Clear();
                }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Prepare.Families;

/// <summary>A call of a program that a family must be spared.</summary>
/// <param name="Program">Its name, without directories.</param>
/// <param name="Word">A word of the call, too; empty: whatever its words are.</param>
/// <param name="Why">What it destroys.</param>
internal sealed record ForbiddenCall(string Program, string Word, string Why)
{
    /// <summary>Only where the menu is made of boot entries.</summary>
    public bool WithEntries { get; init; }

    public bool Concerns(string program, IReadOnlyList<string> words) =>
        program[(program.LastIndexOf('/') + 1)..] == Program && (Word.Length == 0 || words.Contains(Word));
}

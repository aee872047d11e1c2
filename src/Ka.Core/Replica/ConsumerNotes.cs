using System.Collections.Generic;

namespace Ka.Replica;

/// <summary>What a consumer noticed without failing.</summary>
/// <param name="Count">How many there were; <paramref name="Texts"/> may hold fewer.</param>
internal sealed record ConsumerNotes(long Count, IReadOnlyList<string> Texts)
{
    public static ConsumerNotes None { get; } = new(0, []);
}

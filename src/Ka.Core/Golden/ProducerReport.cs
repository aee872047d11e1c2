using System.Collections.Generic;

namespace Ka.Golden;

/// <summary>How well a source could be read.</summary>
/// <param name="Unreadable">Things that are missing in the stream because they could not be read: the copies are incomplete.</param>
/// <param name="Changed">Things that changed while they were read; what was sent is one of their states, or part of it.</param>
/// <param name="Notes">What they were; not all when there are very many.</param>
public sealed record ProducerReport(long Unreadable, long Changed, IReadOnlyList<string> Notes)
{
    internal static ProducerReport Clean { get; } = new(0, 0, []);

    internal ProducerReport With(ProducerReport next) => new(Unreadable + next.Unreadable, Changed + next.Changed, [.. Notes, .. next.Notes]);
}

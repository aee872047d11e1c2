using System.Collections.Generic;

namespace Ka.Coordination.Events;

/// <summary>The quality with which a source was read.</summary>
/// <param name="Unreadable">Number of entries that are missing in the stream because they could not be read.</param>
/// <param name="Changed">Number of entries that changed while they were read; one of their states, or part of it, was
/// sent.</param>
/// <param name="Notes">Descriptions of such entries; limited in number.</param>
public sealed record SourceReport(long Unreadable, long Changed, IReadOnlyList<string> Notes)
{
    public static SourceReport Clean { get; } = new(0, 0, []);

    public SourceReport With(SourceReport next) =>
        new(Unreadable + next.Unreadable, Changed + next.Changed, [.. Notes, .. next.Notes]);
}

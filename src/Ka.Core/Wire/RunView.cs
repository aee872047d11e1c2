using System.Collections.Generic;

namespace Ka.Wire;

/// <summary>The board of a run at one moment.</summary>
/// <param name="Rows">Nodes in the order in which they came.</param>
public sealed record RunView(RunSummary Head, IReadOnlyList<NodeRow> Rows);

using System;
using System.Collections.Generic;

namespace Ka.TestKit;

/// <summary>What came of a run.</summary>
/// <param name="Took">From the start of the run to the end of the sender.</param>
/// <param name="Problems">Promises that were broken; none in a good run.</param>
/// <param name="Account">What every process said, for whoever looks for the cause.</param>
public sealed record SoakVerdict(TimeSpan Took, IReadOnlyList<string> Problems, string Account);

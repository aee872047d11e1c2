using System;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>What the <see cref="Coordinator"/> is given: it has no clock and no dice of its own.</summary>
/// <param name="Nodes">Start when so many have joined.</param>
/// <param name="Run">Random number of the run.</param>
/// <param name="DataKey">Seals the stream.</param>
/// <param name="ChainKey">Signs attaches.</param>
public sealed record RunPlan(int Nodes, UInt128 Run, Bytes32 DataKey, Bytes32 ChainKey, Deadlines Deadlines);

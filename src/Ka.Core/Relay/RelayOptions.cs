using System;
using Ka.Wire;

namespace Ka.Relay;

/// <summary>The settings of a relay in one run.</summary>
/// <param name="Run">Identifies the run on data connections.</param>
/// <param name="Self">This node's id; 0 is the golden node.</param>
/// <param name="ChainKey">Signs attaches.</param>
/// <param name="ChildExpected">True if the chain goes on after this node.</param>
public sealed record RelayOptions(UInt128 Run, uint Self, Bytes32 ChainKey, bool ChildExpected);

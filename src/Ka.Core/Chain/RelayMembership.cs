using System;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>What makes a relay a member of one run.</summary>
/// <param name="Self">This node's id; 0 is the golden node.</param>
public sealed record RelayMembership(UInt128 Run, uint Self, Bytes32 ChainKey);

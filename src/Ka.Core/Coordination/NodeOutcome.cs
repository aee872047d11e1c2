using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>What became of a node of the run.</summary>
/// <param name="Reason">Why it is not done; empty when it is.</param>
/// <param name="Round">The last one it was in, from 1; 0: none.</param>
public sealed record NodeOutcome(uint Node, BytePath Host, IPEndPoint Address, Verdict Verdict, string Reason, int Round);

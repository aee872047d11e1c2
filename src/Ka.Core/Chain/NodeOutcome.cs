using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>What became of a node of the run.</summary>
/// <param name="Reason">Why it is not done; empty when it is.</param>
public sealed record NodeOutcome(uint Node, BytePath Host, IPEndPoint Address, Verdict Verdict, string Reason);

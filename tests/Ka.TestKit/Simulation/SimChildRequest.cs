using Ka.Coordination;

namespace Ka.TestKit.Simulation;

/// <summary>A child's question with the connection that the answer goes to.</summary>
internal sealed record SimChildRequest(SimHop Hop, long Oldest) : ChildRequest(Hop.Child.NodeId, Hop.Epoch, Hop.Position, Oldest);

using Xunit;

namespace Ka.Lab;

/// <summary>The collection of <see cref="Lane.Alone"/>.</summary>
[CollectionDefinition(Lane.Alone, DisableParallelization = true)]
public sealed class AloneLane;

/// <summary>The collection of <see cref="Lane.Machines"/>.</summary>
[CollectionDefinition(Lane.Machines)]
public sealed class MachinesLane;

using System;

namespace Ka.Coordination;

/// <summary>The golden node stays until its clones have reported their first boots.</summary>
/// <param name="Patience">Time for one clone, from its release.</param>
public sealed record BootWait(TimeSpan Patience, BootSecrets Secrets);

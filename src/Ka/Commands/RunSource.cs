using System;
using Ka.Linux;
using Ka.Sender;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>What a run sends, and what its machines boot.</summary>
/// <param name="Plan">What nodes judge before anything is sent.</param>
internal sealed record RunSource(PlanBytes Plan, StreamSource Stream) : IDisposable
{
    /// <summary>Is sent to machines that boot; null: only machines that run a rescue system are served.</summary>
    public BytePath? Rescue { get; init; }

    /// <summary>The boot tree in which nodes that are done are set to boot from their own disks; null: none.</summary>
    public BytePath? BootTree { get; init; }

    /// <summary>Is served while the run lasts; null: another server does it, or nothing is booted.</summary>
    public BootNetwork? Network { get; init; }

    public void Dispose() => Network?.Dispose();
}

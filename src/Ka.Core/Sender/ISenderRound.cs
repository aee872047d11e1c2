using System;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>A round at the golden node as the <see cref="SenderLoop"/> uses it: a source, a window and one child. Only
/// <see cref="IDisposable.Dispose"/> may block.</summary>
internal interface ISenderRound : IDisposable
{
    /// <summary>Figures of the golden node's window.</summary>
    WindowStats Figures { get; }

    /// <summary>Figures of the source.</summary>
    SourceProgress Progress { get; }

    /// <summary>Answers a child, and serves it when accepted; the child that was served before is dropped then.</summary>
    void Answer(ChildRequest request, AttachStatus status);

    /// <summary>Sets whether a child is expected; without one, the child that is there is dropped.</summary>
    void ExpectChild(bool expected);
}

using System;
using System.Collections.Generic;
using Ka.Coordination;
using Ka.Runtime;

namespace Ka.Receiver;

/// <summary>The listeners of a node's run, each with a thread and a bounded queue of its own.</summary>
/// <remarks>Progress, printed lines and failed attempts are dropped when a listener is too slow; it gets their number. Everything
/// else is kept, and is bounded by its cause.</remarks>
internal sealed class NodeListeners
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly List<Observer<NodeRunEvent>> _observers = [];

    public NodeListeners(IReadOnlyList<Action<NodeRunEvent>> listeners)
    {
        foreach (var listener in listeners)
            _observers.Add(
                new Observer<NodeRunEvent>(new ObserverOptions("report"), listener)
                {
                    IsRequired = happened =>
                        happened is not (NodeRunEvent.Progressed or NodeRunEvent.Printed or NodeRunEvent.NotYet),
                    Dropped = count => listener(new NodeRunEvent.Dropped(count)),
                }
            );
    }

    /// <summary>From any thread; does not block.</summary>
    public void Publish(NodeRunEvent happened)
    {
        foreach (var observer in _observers)
            observer.Publish(happened);
    }

    /// <summary>Waits a while until the listeners have handled everything.</summary>
    public void Finish()
    {
        var deadline = Deadline.After(s_patience);
        foreach (var observer in _observers)
            observer.Finish(deadline.Left);
    }
}

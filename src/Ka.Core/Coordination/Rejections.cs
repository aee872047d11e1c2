using System.Collections.Generic;
using Ka.Coordination.Events;

namespace Ka.Coordination;

/// <summary>Publishes why connections and nodes were not admitted: each reason once, and a limited number in all.</summary>
/// <remarks>A refused node asks again every few seconds for hours; it must not hide other unknown hosts from the
/// operator.</remarks>
internal sealed class Rejections(PendingActions pending)
{
    private const int Most = 100;

    private readonly HashSet<string> _published = [];

    public void Publish(string reason)
    {
        if (_published.Count < Most && _published.Add(reason))
            pending.Publish(new RunEvent.Rejected(reason));
    }
}

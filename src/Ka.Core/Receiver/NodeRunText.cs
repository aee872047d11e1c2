using Ka.Coordination;

namespace Ka.Receiver;

/// <summary>The sentences for events that every reporter of a node shows alike.</summary>
public static class NodeRunText
{
    /// <summary>The sentence for a failure or a recovery; null: the event is neither.</summary>
    public static string? Warning(NodeRunEvent happened) =>
        happened switch
        {
            NodeRunEvent.ServerLost e =>
                $"lost the golden node: {e.Reason}; all is kept, looking for it for {Deadlines.Standard.Rejoin.TotalSeconds:0} s",
            NodeRunEvent.Rejoined e => $"back at golden node {e.Server}, going on",
            NodeRunEvent.ParentLost e => $"lost the parent at byte {e.Position}: {e.Reason}",
            NodeRunEvent.LeftBehind e => $"LEFT BEHIND, waiting for the next round: {e.Reason}",
            NodeRunEvent.Failed { IsRelaying: true } e => $"FAILED here, still relaying: {e.Reason}",
            NodeRunEvent.Failed e => $"FAILED here: {e.Reason}",
            NodeRunEvent.WaitingForDisks => "waiting for the disks to finish",
            NodeRunEvent.Dropped e => $"{e.Count} events are not shown: this output was too slow",
            _ => null,
        };
}

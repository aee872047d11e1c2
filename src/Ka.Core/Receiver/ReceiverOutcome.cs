namespace Ka.Receiver;

/// <summary>The result of a run for this node.</summary>
public enum ReceiverOutcome
{
    /// <summary>It proved that it wrote what was sent, and the golden node agreed.</summary>
    Done,

    Failed,

    /// <summary>The operator stopped it.</summary>
    Interrupted,
}

namespace Ka.Receiver;

/// <summary>How a run ended for this node.</summary>
public enum ReceiverOutcome
{
    /// <summary>It proved that it wrote what was sent, and the golden node agreed.</summary>
    Done,

    Failed,

    /// <summary>The operator stopped it.</summary>
    Interrupted,
}

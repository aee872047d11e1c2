using Ka.Coordination;

namespace Ka.Sender;

/// <summary>What the decisions of a <see cref="SenderLoop"/> need besides control connections: the source, the data port, boot
/// entries. No member blocks; results are posted to the loop.</summary>
internal interface ISenderEffects
{
    /// <summary>Where the first node of the chain connects.</summary>
    ushort DataPort { get; }

    /// <summary>Opens the source and posts <see cref="CoordinatorEvent.SourceOpened"/> or
    /// <see cref="CoordinatorEvent.ProducerFailed"/>.</summary>
    void OpenSource();

    /// <summary>Begins to read the source that was opened last, and to serve a child.</summary>
    ISenderRound StartRound(RoundKeys keys);

    /// <summary>Disposes of a round that is over. The source is opened again only after that.</summary>
    void EndRound(ISenderRound round);

    /// <summary>Prepares that a node restarts, and posts <see cref="CoordinatorEvent.ReleasePrepared"/>.</summary>
    void PrepareRelease(CoordinatorAction.PrepareRelease prepare);
}

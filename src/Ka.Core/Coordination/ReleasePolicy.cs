using System.Linq;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Decides which nodes of a round are done, and when they may leave the chain.</summary>
/// <remarks>No node leaves before every node of the chain holds the whole stream: until then any of them may be needed as a
/// parent.</remarks>
internal sealed class ReleasePolicy(RoundState state)
{
    /// <summary>Largest number of receipts kept for one node.</summary>
    private const int MostStreams = 4096;

    public void OnProducerEnded(long position)
    {
        state.End = position;
        foreach (var node in state.Chain.Nodes())
            CheckEnd(node);
        Settle();
    }

    public void OnReceived(NodeRecord node, long position)
    {
        if (!node.InLine || node.End is not null)
            return;
        node.End = position;
        node.ProgressedAt = state.Pending.Now;
        state.Lacking--;
        CheckEnd(node);
        if (state.AllReceived)
            Settle();
    }

    public void OnReceipt(NodeRecord node, Receipt receipt)
    {
        node.ProgressedAt = state.Pending.Now;
        if (node.Receipts.Count < MostStreams)
            node.Add(receipt);
        else
            node.Failure ??= $"more than {MostStreams} receipts";
        TryRelease(node);
    }

    public void OnInstalled(NodeRecord node)
    {
        if (node.IsInstalled)
            return;
        if (state.End is not null && node.Receipts.Count < state.Streams.Count)
            node.Failure ??= $"calls itself installed with {node.Receipts.Count} of {state.Streams.Count} receipts";
        node.IsInstalled = true;
        state.Pending.Reach(node, NodeStage.Installed);
        TryRelease(node);
    }

    /// <summary>True when a node gave a receipt for every stream of a round in which all is sent.</summary>
    public bool HasProved(NodeRecord node) => state.End is not null && node.Receipts.Count >= state.Streams.Count;

    /// <summary>The node cannot be done. It stays a parent while other nodes need it.</summary>
    public void OnFailed(NodeRecord node, string reason)
    {
        if (node.Failure is null)
            state.Pending.Note(node, reason);
        node.Failure ??= reason;
        TryRelease(node);
    }

    /// <summary>Gives up a node that holds the whole stream and makes no progress with its consumer, its last writes or its
    /// steps.</summary>
    public void CheckProgress(NodeRecord node)
    {
        var patience = state.Options.StepPatience;
        if (!node.InLine || node.End is null || node.IsInstalled || node.Failure is not null)
            return;
        if (state.Options.Install is null && HasProved(node))
            return;
        if (state.Pauses.SilenceSince(node.ProgressedAt, state.Pending.Now) <= patience)
            return;
        OnFailed(
            node,
            $"at '{(node.LastStep.Length > 0 ? node.LastStep : "write the last bytes")}' for more than "
                + $"{patience.TotalSeconds:0} s, given up"
        );
    }

    /// <summary>Releases every node that can be. To be called after anything that may have been the last condition.</summary>
    public void Settle()
    {
        if (state.AllReceived)
            foreach (var node in state.Chain.Nodes())
                TryRelease(node);
    }

    /// <summary>Takes a node out of the chain, without closing the gap.</summary>
    public void Remove(NodeRecord node)
    {
        state.Chain.Remove(node);
        state.Standing--;
        if (node.End is null)
            state.Lacking--;
    }

    /// <summary>Compares what a node takes for the end of the stream with the end.</summary>
    private void CheckEnd(NodeRecord node)
    {
        if (node.End is { } end && state.End is { } sent && end != sent)
            node.Failure ??= $"took {end} for the end of the stream, which is {sent}";
    }

    private void TryRelease(NodeRecord node)
    {
        if (!state.AllReceived || !node.InLine || Judge(node) is not { } judged)
            return;
        Remove(node);
        state.Owner.Conclude(node, judged.Verdict, judged.Reason);
    }

    private (Verdict Verdict, string Reason)? Judge(NodeRecord node)
    {
        if (node.Failure is not null)
            return (Verdict.Failed, node.Failure);
        foreach (var receipt in node.Receipts.Values)
            if (!state.Streams.ContainsKey(receipt.Stream))
                return (Verdict.Failed, $"a receipt for stream {receipt.Stream}, which was not sent");
        foreach (var stream in state.Streams.Values)
        {
            if (!node.Receipts.TryGetValue(stream.Stream, out var receipt))
                return null;
            if (stream.Disprove(receipt) is { } reason)
                return (Verdict.Failed, reason);
        }
        return state.Streams.Values.FirstOrDefault(stream => !stream.End.Complete) is { } incomplete
            ? (
                Verdict.Incomplete,
                $"the golden node could not read all of '{incomplete.Name}' ({incomplete.End.Unreadable} unreadable)"
            )
            : (Verdict.Done, "");
    }
}

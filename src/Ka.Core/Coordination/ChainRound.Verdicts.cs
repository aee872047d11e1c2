using System.Linq;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Who is done, and when everybody may go.</summary>
internal sealed partial class ChainRound
{
    /// <summary>Receipts that are kept of one node.</summary>
    private const int MostStreams = 4096;

    /// <summary>Nodes of the line that do not hold the whole stream.</summary>
    private int _lacking;

    /// <summary>Nodes of the line.</summary>
    private int _standing;

    /// <summary>Nobody needs anybody as a parent any more.</summary>
    private bool AllReceived => _end is not null && _lacking == 0;

    public void OnProducerEnded(long position)
    {
        _end = position;
        foreach (var member in _line.Nodes())
            CheckEnd(member);
        Settle();
    }

    private void OnReceived(Member member, long position)
    {
        if (!member.InLine || member.End is not null)
            return;
        member.End = position;
        _lacking--;
        CheckEnd(member);
        if (AllReceived)
            Settle();
    }

    /// <summary>What a node calls the end must be the end.</summary>
    private void CheckEnd(Member member)
    {
        if (member.End is { } end && _end is { } sent && end != sent)
            member.Failure ??= $"took {end} for the end of the stream, which is {sent}";
    }

    private void OnReceipt(Member member, Receipt receipt)
    {
        member.SteppedAt = _outbox.Now;
        if (member.Receipts.Count < MostStreams)
            member.Receipts[receipt.Stream] = receipt;
        else
            member.Failure ??= $"more than {MostStreams} receipts";
        TryRelease(member);
    }

    private void OnInstalled(Member member)
    {
        if (_end is not null && member.Receipts.Count < _streams.Count)
            member.Failure ??= $"calls itself installed with {member.Receipts.Count} of {_streams.Count} receipts";
        member.IsInstalled = true;
        TryRelease(member);
    }

    /// <summary>It gave a receipt for every stream of a round in which all is sent.</summary>
    public bool HasProved(Member member) => _end is not null && member.Receipts.Count >= _streams.Count;

    /// <summary>It cannot be done; while others need it as a parent, it stays that.</summary>
    public void OnFailed(Member member, string reason)
    {
        if (member.Failure is null)
            _outbox.Note(member, reason);
        member.Failure ??= reason;
        TryRelease(member);
    }

    /// <summary>Call after anything that may have been the last thing waited for.</summary>
    private void Settle()
    {
        if (AllReceived)
            foreach (var member in _line.Nodes())
                TryRelease(member);
    }

    private void TryRelease(Member member)
    {
        if (!AllReceived || !member.InLine || Judge(member) is not { } judged)
            return;
        Remove(member);
        _owner.Conclude(member, judged.Verdict, judged.Reason);
    }

    private (Verdict Verdict, string Reason)? Judge(Member member)
    {
        if (member.Failure is not null)
            return (Verdict.Failed, member.Failure);
        foreach (var receipt in member.Receipts.Values)
            if (!_streams.ContainsKey(receipt.Stream))
                return (Verdict.Failed, $"a receipt for stream {receipt.Stream}, which was not sent");
        foreach (var stream in _streams.Values)
        {
            if (!member.Receipts.TryGetValue(stream.Stream, out var receipt))
                return null;
            if (stream.Disprove(receipt) is { } reason)
                return (Verdict.Failed, reason);
        }
        var incomplete = _streams.Values.FirstOrDefault(stream => !stream.End.Complete);
        if (incomplete is null)
            return (Verdict.Done, "");
        var unreadable = incomplete.End.Unreadable;
        return (Verdict.Incomplete, $"the golden node could not read all of '{incomplete.Name}' ({unreadable} unreadable)");
    }
}

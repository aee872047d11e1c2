using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>One pass of the stream down one chain: who is whose parent, who holds everything, who is done.</summary>
/// <remarks>Part of the <see cref="Coordinator"/>, and pure like it. It is over when nobody is left in its line.</remarks>
internal sealed partial class ChainRound
{
    private readonly IRoundOwner _owner;
    private readonly Outbox _outbox;
    private readonly Wakefulness _wakefulness;
    private readonly Deadlines _deadlines;
    private readonly int _chunk;
    private readonly LostTime _lost;
    private readonly ChainLine _line = new(Member.OfGolden());
    private readonly Dictionary<uint, GoldenStream> _streams = [];
    private TimeSpan _startedAt;
    private long? _end;

    /// <param name="epoch">The last one of the round before: epochs are never used twice.</param>
    public ChainRound(IRoundOwner owner, Outbox outbox, Wakefulness wakefulness, RunPlan plan, LostTime lost, uint epoch)
    {
        _owner = owner;
        _outbox = outbox;
        _wakefulness = wakefulness;
        _deadlines = plan.Deadlines;
        _chunk = plan.Chunk;
        _lost = lost;
        _epoch = epoch;
    }

    /// <summary>The newest order's.</summary>
    public uint Epoch => _epoch;

    /// <summary>All is sent; nodes still receive, consume, and give receipts.</summary>
    public bool IsDraining => _end is not null;

    public bool IsOver => _line.IsEmpty;

    public int Living => _line.Nodes().Count();

    /// <summary>Builds the chain of these nodes, in this order.</summary>
    public void Start(IReadOnlyList<Member> members, RoundKeys keys)
    {
        _startedAt = _outbox.Now;
        _lacking = members.Count;
        _standing = members.Count;
        _outbox.Add(new CoordinatorAction.StartRound(keys));
        for (var i = 0; i < members.Count; i++)
        {
            _line.Append(members[i]);
            _outbox.Send(members[i], new Start(keys.Run, keys.DataKey, keys.ChainKey, (uint)i + 1, (uint)members.Count));
            Order(members[i], members[i].Previous!);
        }
    }

    public void OnMessage(Member member, ControlMessage message)
    {
        switch (message)
        {
            case Status status:
                OnStatus(member, status);
                break;
            case ParentLost lost:
                OnParentLost(member, lost);
                break;
            case Received received:
                OnReceived(member, received.Position);
                break;
            case Receipt receipt:
                OnReceipt(member, receipt);
                break;
            case Installed:
                OnInstalled(member);
                break;
            case NodeFailed failed:
                OnFailed(member, failed.Reason);
                break;
        }
    }

    public void OnStreamSent(GoldenStream stream) => _streams[stream.Stream] = stream;

    /// <param name="golden">The golden node's own.</param>
    public void OnTick(WindowFigures golden)
    {
        Hear(_line.Golden, golden.ToStatus(0));
        CheckCalm();
        foreach (var member in _line.Nodes().ToList())
        {
            CheckAttach(member);
            CheckHop(member);
        }
        OrderParked();
    }

    /// <summary>A node of the line is not there any more.</summary>
    public void Lose(Member member)
    {
        if (!member.InLine)
            return;
        Unlink(member);
        Settle();
    }
}

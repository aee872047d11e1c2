using System.Collections.Generic;

namespace Ka.Coordination;

/// <summary>The living chain: the golden node, then the nodes one after the other. Everything costs the same in a chain of ten
/// and of ten thousand.</summary>
internal sealed class ChainLine
{
    public ChainLine(Member golden)
    {
        Golden = golden;
        Last = golden;
    }

    public Member Golden { get; }

    /// <summary>The last node; the golden node when there is none.</summary>
    public Member Last { get; private set; }

    public bool IsEmpty => Last == Golden;

    public IEnumerable<Member> Nodes()
    {
        for (var member = Golden.Next; member is not null;)
        {
            var next = member.Next;
            yield return member;
            member = next;
        }
    }

    public void Append(Member member)
    {
        member.Previous = Last;
        Last.Next = member;
        Last = member;
    }

    public void Remove(Member member)
    {
        Join(member.Previous!, member.Next);
        member.Previous = null;
        member.Next = null;
    }

    /// <summary>Moves a piece of the line, which does not reach its end, behind its end.</summary>
    public void MoveToEnd(Member first, Member last)
    {
        Join(first.Previous!, last.Next);
        Join(Last, first);
        last.Next = null;
        Last = last;
    }

    /// <summary><paramref name="upper"/> stands nearer to the golden node than <paramref name="lower"/>.</summary>
    public static bool IsAncestor(Member upper, Member lower)
    {
        for (var member = lower.Previous; member is not null; member = member.Previous)
            if (member == upper)
                return true;
        return false;
    }

    private void Join(Member left, Member? right)
    {
        left.Next = right;
        if (right is not null)
            right.Previous = left;
        else
            Last = left;
    }
}

using System;

namespace Ka.Store;

/// <summary>The room that a save will need, as well as it can be known before it begins. Pure.</summary>
public static class SpaceNeed
{
    /// <summary>A system's files shrink to a third or a half.</summary>
    private const int FirstShare = 2;

    /// <summary>What a next version has that the last one has not.</summary>
    private const int NextShare = 10;

    /// <param name="plainBytes">Bytes that will be read.</param>
    /// <param name="previous">The version whose frames are shared; null: none.</param>
    public static long Of(long plainBytes, ImageRecord? previous)
    {
        if (previous is null || previous.PlainBytes == 0)
            return plainBytes / FirstShare;
        var ratio = (double)previous.StoredBytes / previous.PlainBytes;
        var grown = Math.Max(0, plainBytes - previous.PlainBytes);
        return (long)(ratio * (grown + Math.Min(plainBytes, previous.PlainBytes) / NextShare));
    }

    /// <exception cref="StoreException">There is not enough; nothing was written.</exception>
    public static void Demand(ImageDraft draft, long plainBytes)
    {
        var (need, free) = (Of(plainBytes, draft.Previous), draft.FreeBytes);
        if (free < need)
            throw new StoreException(
                $"the store has {free >> 20} MiB free, and about {need >> 20} MiB are needed: nothing was saved; "
                    + "remove versions ('ka images prune'), or give another --store"
            );
    }
}

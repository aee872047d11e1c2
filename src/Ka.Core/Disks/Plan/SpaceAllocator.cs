using System;
using System.Collections.Generic;

namespace Ka.Disks.Plan;

/// <summary>Shares room among those who want it.</summary>
internal static class SpaceAllocator
{
    /// <summary>Sizes of at most <paramref name="room"/> bytes together, each a multiple of <paramref name="unit"/>, between
    /// minimum and preferred; the growing one gets the rest. null when the minimums do not fit.</summary>
    public static long[]? Distribute(IReadOnlyList<SizeRequest> wishes, long room, long unit)
    {
        var sizes = new long[wishes.Count];
        var (left, grower) = (room, -1);
        for (var i = wishes.Count - 1; i >= 0; i--)
        {
            sizes[i] = RoundUp(Math.Max(wishes[i].Minimum, wishes[i].Preferred), unit);
            left -= sizes[i];
            grower = wishes[i].Grows ? i : grower;
        }
        if (left >= 0)
        {
            if (grower >= 0)
                sizes[grower] += left / unit * unit;
            return sizes;
        }
        var lacking = RoundUp(-left, unit);
        if (grower >= 0)
            lacking -= Take(sizes, grower, Slack(wishes, sizes, grower, unit), lacking);
        return lacking > 0 && !TakeFromAll(wishes, sizes, lacking, unit) ? null : sizes;
    }

    public static long RoundUp(long value, long unit) => (value + unit - 1) / unit * unit;

    public static long RoundDown(long value, long unit) => value / unit * unit;

    // Each gives in proportion to what it could give.
    private static bool TakeFromAll(IReadOnlyList<SizeRequest> wishes, long[] sizes, long lacking, long unit)
    {
        var slack = new long[sizes.Length];
        var total = 0L;
        for (var i = 0; i < slack.Length; i++)
            total += slack[i] = Slack(wishes, sizes, i, unit);
        if (total < lacking)
            return false;
        var share = (double)lacking / total;
        for (var i = 0; i < sizes.Length; i++)
            lacking -= Take(sizes, i, Math.Min(slack[i], RoundUp((long)(slack[i] * share), unit)), lacking);
        // What rounding left over.
        for (var i = 0; i < sizes.Length && lacking > 0; i++)
            lacking -= Take(sizes, i, Slack(wishes, sizes, i, unit), lacking);
        return lacking <= 0;
    }

    private static long Slack(IReadOnlyList<SizeRequest> wishes, long[] sizes, int i, long unit) =>
        sizes[i] - RoundUp(wishes[i].Minimum, unit);

    private static long Take(long[] sizes, int i, long most, long wanted)
    {
        var taken = Math.Min(most, wanted);
        sizes[i] -= taken;
        return taken;
    }
}

/// <summary>What one wants.</summary>
internal sealed record SizeRequest(long Minimum, long Preferred, bool Grows);

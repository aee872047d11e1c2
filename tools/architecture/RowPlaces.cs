using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Tools.Architecture;

/// <summary>The places of a row's seats: in their order, apart from each other, as near as possible to where they wish to
/// be.</summary>
internal static class RowPlaces
{
    /// <summary>Pixels between two seats.</summary>
    public const int Gap = 22;

    private const int MostGap = 120;

    /// <summary>Moves the middles. The sum of the squares of the moves is the least there is: isotonic regression, by pooling
    /// neighbours that are in each other's way.</summary>
    /// <param name="room">Horizontal limits in pixels.</param>
    public static void Set(IReadOnlyList<Seat> row, (int Left, int Right) room)
    {
        if (row.Count == 0)
            return;
        var offsets = Offsets(row);
        var (low, high) = (room.Left + (row[0].Width / 2.0), room.Right - (row[^1].Width / 2.0) - offsets[^1]);
        if (low > high)
            throw new InvalidOperationException(
                $"a row is wider than the picture: {string.Join(", ", row.Select(seat => seat.Box?.Name))}"
            );
        var pools = new Stack<(double Sum, int Count)>();
        for (var i = 0; i < row.Count; i++)
        {
            var pool = (Sum: row[i].Middle - offsets[i], Count: 1);
            while (pools.Count > 0 && pools.Peek().Sum / pools.Peek().Count > pool.Sum / pool.Count)
            {
                var before = pools.Pop();
                pool = (pool.Sum + before.Sum, pool.Count + before.Count);
            }
            pools.Push(pool);
        }
        var next = 0;
        foreach (var (sum, count) in pools.Reverse())
            for (var i = 0; i < count; i++, next++)
                row[next].Middle = Math.Clamp(sum / count, low, high) + offsets[next];
    }

    /// <summary>Puts the seats far from each other, with the same space between all, in the middle of the room.</summary>
    public static void Spread(IReadOnlyList<Seat> row, (int Left, int Right) room)
    {
        var gap = Math.Min(MostGap, (room.Right - room.Left - row.Sum(seat => seat.Width)) / (row.Count + 1.0));
        var left = (room.Left + room.Right - row.Sum(seat => seat.Width) - (gap * (row.Count - 1))) / 2;
        foreach (var seat in row)
        {
            seat.Middle = left + (seat.Width / 2.0);
            left += seat.Width + gap;
        }
    }

    /// <summary>Distances of the middles from the first one's when the seats are as near as they may be.</summary>
    private static double[] Offsets(IReadOnlyList<Seat> row)
    {
        var offsets = new double[row.Count];
        for (var i = 1; i < row.Count; i++)
            offsets[i] = offsets[i - 1] + ((row[i - 1].Width + row[i].Width) / 2.0) + Gap;
        return offsets;
    }
}

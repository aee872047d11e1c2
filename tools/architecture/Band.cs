using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Tools.Architecture;

/// <summary>The boxes of one layer in rows: each above all that it uses, and placed so that arrows cross little.</summary>
/// <remarks>The usual steps for layered graphs (Sugiyama, 1981): rows by longest path, a seat in each row that a long arrow
/// crosses, order by the mean of neighbours, then places by isotonic regression.</remarks>
internal sealed class Band
{
    private const int Sweeps = 8;

    private readonly IReadOnlyList<Box> _boxes;

    private readonly List<List<Seat>> _rows = [];

    private readonly (int Left, int Right) _room;

    /// <param name="boxes">Those of one layer, in the table's order.</param>
    /// <param name="room">Horizontal limits in pixels.</param>
    public Band(IReadOnlyList<Box> boxes, (int Left, int Right) room)
    {
        (_boxes, _room) = (boxes, room);
        Seat();
        for (var sweep = 0; sweep < Sweeps; sweep++)
            Sweep(isDown: sweep % 2 == 1, seat => seat.Middle = MeanOf(seat, sweep % 2 == 1), reorder: true);
        foreach (var row in _rows)
            RowPlaces.Spread(row, _room);
        for (var sweep = 0; sweep < Sweeps; sweep++)
            Sweep(isDown: sweep % 2 == 1, seat => seat.Middle = MeanOf(seat, null), reorder: false);
    }

    public Layer Layer => _boxes[0].Layer;

    /// <summary>The rows from the lowest up, each from left to right.</summary>
    public IReadOnlyList<IReadOnlyList<Seat>> Rows => _rows;

    private static bool IsAlone(Box box, IReadOnlyList<Box> boxes) =>
        box.Below.Count == 0 && !boxes.Any(other => other.Below.Contains(box));

    private void Seat()
    {
        var levels = Levels();
        for (var row = 0; row <= levels.Values.DefaultIfEmpty().Max(); row++)
            _rows.Add([]);
        var seats = new Dictionary<Box, Seat>();
        foreach (var box in _boxes.Where(levels.ContainsKey))
            seats[box] = Add(box, levels[box]);
        foreach (var box in _boxes.Where(levels.ContainsKey))
        foreach (var below in box.Below)
            Join(seats[box], seats[below]);
        // A box without arrows goes where there is room.
        foreach (var box in _boxes.Where(box => !levels.ContainsKey(box)))
            Add(box, _rows.IndexOf(_rows.MinBy(row => row.Sum(seat => seat.Width + RowPlaces.Gap))!));
        foreach (var row in _rows)
            for (var i = 0; i < row.Count; i++)
                row[i].Middle = i;
    }

    private Seat Add(Box? box, int row)
    {
        var seat = new Seat(box, row);
        _rows[row].Add(seat);
        return seat;
    }

    private void Join(Seat from, Seat to)
    {
        var last = from;
        for (var row = from.Row - 1; row >= to.Row; row--)
        {
            var next = row == to.Row ? to : Add(null, row);
            last.Below.Add(next);
            next.Above.Add(last);
            last = next;
        }
    }

    /// <summary>Rows of the boxes that have arrows: above all that they use, then raised while arrows become shorter.</summary>
    private Dictionary<Box, int> Levels()
    {
        var levels = new Dictionary<Box, int>();
        foreach (var box in _boxes.Where(box => !IsAlone(box, _boxes)))
            levels[box] = box.Below.Select(below => levels[below] + 1).DefaultIfEmpty().Max();
        foreach (var box in levels.Keys.Reverse().ToList())
        {
            var above = levels.Keys.Where(other => other.Below.Contains(box)).ToList();
            if (above.Count > box.Below.Count)
                levels[box] = above.Min(other => levels[other]) - 1;
        }
        return levels;
    }

    private void Sweep(bool isDown, Action<Seat> wish, bool reorder)
    {
        foreach (var row in isDown ? _rows.AsEnumerable().Reverse() : _rows)
        {
            row.ForEach(wish);
            if (!reorder)
            {
                RowPlaces.Set(row, _room);
                continue;
            }
            var order = row.OrderBy(seat => seat.Middle).ToList();
            row.Clear();
            row.AddRange(order);
            for (var i = 0; i < row.Count; i++)
                row[i].Middle = i;
        }
    }

    /// <summary>The mean of the neighbours' middles: those above, those below, or both; its own without any.</summary>
    private static double MeanOf(Seat seat, bool? isDown)
    {
        var near = isDown switch
        {
            true => seat.Above,
            false => seat.Below,
            null => [.. seat.Above, .. seat.Below],
        };
        return near.Select(other => other.Middle).DefaultIfEmpty(seat.Middle).Average();
    }
}

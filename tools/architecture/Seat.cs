using System.Collections.Generic;

namespace Ka.Tools.Architecture;

/// <summary>A place in a row of a band: a box, or the point where a long arrow crosses the row.</summary>
internal sealed class Seat(Box? box, int row)
{
    public Box? Box => box;

    public int Row => row;

    public int Width => box?.Width ?? 14;

    /// <summary>Horizontal middle, in pixels.</summary>
    public double Middle { get; set; }

    /// <summary>Seats of the next row below that arrows lead to.</summary>
    public List<Seat> Below { get; } = [];

    /// <summary>Seats of the next row above that arrows come from.</summary>
    public List<Seat> Above { get; } = [];
}

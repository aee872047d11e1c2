using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.TestKit;

/// <summary>What happens in one run, and when. The same seed gives the same script.</summary>
public sealed record SoakScript(int Seed, IReadOnlyList<SoakEvent> Events)
{
    // Noticed after 4.5 s of silence at the earliest; what is shorter must do no harm.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(3);

    // After a pause the chain fills again, and on two processors nothing is exact to less than that.
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(0.5);

    /// <summary>Dead processes: repaired within 2 s each.</summary>
    public int Dead => Events.Count(happening => happening.Blow == Blow.Kill);

    /// <summary>Nodes that fall silent: 6 s each.</summary>
    public int Silent => Events.Count(happening => happening.Blow is Blow.Freeze or Blow.Cut);

    /// <summary>How much longer than an undisturbed run this one may take. A paused node holds the chain for as long as it
    /// stands still at most.</summary>
    public TimeSpan Allowance =>
        TimeSpan.FromSeconds(2 * Dead + 6 * Silent)
        + Events
            .Where(happening => happening.Blow == Blow.Pause)
            .Aggregate(TimeSpan.Zero, (sum, happening) => sum + happening.Lasts + s_recovery);

    /// <summary>Blows to different nodes at random moments of a run.</summary>
    /// <param name="nodes">In the chain.</param>
    /// <param name="least">Blows, with <paramref name="most"/> of them at most; never to all nodes.</param>
    /// <param name="blows">Those to choose from.</param>
    /// <param name="run">What an undisturbed run takes; the last blows come when it would just be over.</param>
    public static SoakScript Random(int seed, int nodes, int least, int most, IReadOnlyList<Blow> blows, TimeSpan run)
    {
        var random = new Random(seed);
        var victims = Enumerable.Range(1, nodes).ToArray();
        random.Shuffle(victims);
        var count = Math.Min(random.Next(least, most + 1), nodes - 1);
        var events = victims
            .Take(count)
            .Select(victim =>
            {
                var blow = blows[random.Next(blows.Count)];
                var lasts = blow == Blow.Pause ? s_longestPause * random.NextDouble() : TimeSpan.Zero;
                return new SoakEvent(1.1 * run * random.NextDouble(), victim, blow, lasts);
            });
        return new SoakScript(seed, [.. events.OrderBy(happening => happening.At)]);
    }
}

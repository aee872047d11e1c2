using System;
using Ka.Coordination;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>Looks for the golden node as the real Joiner does: with the same pauses, limits and final failures.</summary>
/// <param name="joined">Gets the connection.</param>
/// <param name="failed">Gets the reason why there is no further attempt.</param>
internal sealed class SimJoiner(SimNode node, Action<SimControl> joined, Action<string> failed)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    /// <summary>The operator of a node that finds no golden node goes home.</summary>
    private static readonly TimeSpan s_searchPatience = TimeSpan.FromMinutes(2);

    private TimeSpan _pause;
    private TimeSpan _until;
    private bool _isBack;

    public void Start() => Start(back: false, s_searchPatience);

    public void StartAgain(bool back) => Start(back, node.Room.Plan.Deadlines.Rejoin);

    private void Start(bool back, TimeSpan patience)
    {
        (_isBack, _pause, _until) = (back, s_firstPause, node.Room.Time.Now + patience);
        Try("no golden node answered");
    }

    private void Try(string last)
    {
        if (node.Room.Time.Now >= _until)
            failed(last);
        else
            new SimDial(node, node.Room.Server, new Join(SimNode.DataPort, node.Id, _isBack), joined, OnFailed).Start();
    }

    private void OnFailed(string reason, bool isPortClosed)
    {
        if (node.Connections > 0 && isPortClosed)
        {
            failed(reason);
            return;
        }
        node.After(_pause, () => Try(reason));
        _pause = _pause * 2 < s_longestPause ? _pause * 2 : s_longestPause;
    }
}

using System;
using Ka.Transport;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>One attempt of a node to open a control connection and to authenticate: dial, answer, request.</summary>
/// <param name="join">The request that follows the answer.</param>
/// <param name="connected">Called at the node with its end; the golden node has not seen the request yet.</param>
/// <param name="failed">Called at the node. The second argument: true when no program listens at that port.</param>
internal sealed class SimDial(
    SimNode node,
    SimServer golden,
    Join join,
    Action<SimControl> connected,
    Action<string, bool> failed
)
{
    /// <summary>As ClientHandshake and TlsHandshake wait.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly SimLane _lane = new();

    public SimNode Node => node;

    public Join Join => join;

    /// <summary>The golden node's place for it; null: none, or not any more.</summary>
    public AdmissionPolicy.Place? Place { get; set; }

    /// <summary>The golden node's end, from the answer on.</summary>
    public SimControl? Answered { get; private set; }

    /// <summary>The node has an answer, or waits for none any more.</summary>
    public bool IsOver { get; private set; }

    public void Start()
    {
        node.Send(golden, () => golden.OnDialled(this), refused: () => Fail("connection refused", isPortClosed: true), _lane);
        node.After(s_limit, () => Fail("no answer", isPortClosed: false));
    }

    /// <summary>At the golden node: the handshake goes on.</summary>
    public void Answer()
    {
        var (here, there) = SimControl.Pair(node, golden);
        Answered = there;
        golden.Send(node, () => Connect(here));
    }

    /// <summary>At the golden node: the connection is closed without an answer.</summary>
    public void Close() => golden.Send(node, () => Fail("connection closed", isPortClosed: false));

    private void Connect(SimControl here)
    {
        if (IsOver)
            return;
        IsOver = true;
        node.Send(golden, () => golden.OnRequest(this), lane: here.Lane);
        connected(here);
    }

    private void Fail(string reason, bool isPortClosed)
    {
        if (IsOver)
            return;
        IsOver = true;
        node.Send(golden, () => golden.OnDialLeft(this));
        failed(reason, isPortClosed);
    }
}

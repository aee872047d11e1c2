using Ka.Coordination.Events;
using Ka.Formatting;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>Lines about the run that sends the rescue.</summary>
internal sealed class RescueConsole(Screen screen)
{
    public void Report(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.NodeJoined { Node: var node }:
                screen.Line($"rescue: {node.Address} ({node.Host}) asks for it");
                break;
            case RunEvent.Started e:
                screen.Line($"rescue: sending to {Quantity.Count(e.Nodes, "node", "nodes")}");
                break;
            case RunEvent.NodeChanged { Node: var node } e:
                screen.Line($"rescue: {node.Address}: {e.What}");
                break;
            case RunEvent.Rejected e:
                screen.Line($"rescue: turned away: {e.Reason}");
                break;
            case RunEvent.Ended { Report: { IsInterrupted: false } report }:
                foreach (var node in report.Nodes)
                    if (node.Verdict != Verdict.Done)
                        screen.Line($"rescue: {node.Name.Address} ({node.Name.Host}) did not get it: {node.Reason}");
                break;
        }
    }
}

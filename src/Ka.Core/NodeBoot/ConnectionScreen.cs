using Ka.Boot;
using Ka.Coordination;
using Ka.Receiver;

namespace Ka.NodeBoot;

/// <summary>The events that both stages show alike: failures, and the search for a golden node that was lost.</summary>
internal static class ConnectionScreen
{
    /// <summary>Shows an event that is a failure or a recovery; others are not shown.</summary>
    public static void Show(NodeRunEvent happened, BootLog log)
    {
        if (NodeRunText.Warning(happened) is { } warning)
            log.Warn(warning);
        if (happened is NodeRunEvent.ServerLost)
            log.Interrupt("KA server lost, looking for it");
        else if (happened is NodeRunEvent.Rejoined)
            log.GoOn();
    }
}

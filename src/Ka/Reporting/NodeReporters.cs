using System;
using System.Collections.Generic;
using Ka.Coordination;

namespace Ka.Reporting;

/// <summary>The listeners of a node's run that its command line asks for.</summary>
internal static class NodeReporters
{
    /// <param name="quiet">As with <see cref="NodeConsole"/>.</param>
    /// <param name="json">JSON lines on standard output, besides the terminal's lines on standard error.</param>
    public static IReadOnlyList<Action<NodeRunEvent>> Make(Screen screen, bool quiet, bool json)
    {
        Action<NodeRunEvent> people = new NodeConsole(screen, quiet).Report;
        return json ? [people, new NodeJson(new JsonLineWriter()).Report] : [people];
    }
}

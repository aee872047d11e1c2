using System;
using System.Threading;
using Ka.Linux;
using Ka.Prepare.Plan;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.FirstBoot;

/// <summary>Reports a clone's first boot to its golden node, once, and removes itself. One thread, root.</summary>
/// <remarks>It tries for the time that its order has: the network may come late. Then it gives up and removes itself, too: the
/// golden node waits no longer, and the secret is worth nothing.</remarks>
/// <param name="root">Where the clone's files are.</param>
/// <param name="say">A line for people.</param>
public sealed class BootReporter(BytePath root, Action<string> say)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(10);

    /// <summary>Reports, and removes what was left for it.</summary>
    /// <returns>false: the golden node did not take it.</returns>
    /// <exception cref="LinuxException">There is no order, or it cannot be read.</exception>
    /// <exception cref="FormatException">The order makes no sense.</exception>
    public bool Run()
    {
        var path = root.Join(BytePath.FromText(BootReportSteps.Order[1..]));
        using (var file = Files.OpenRead(path))
            return Report(BootReportOrder.Parse(Files.ReadToEnd(file, path)));
    }

    private bool Report(BootReportOrder order)
    {
        var deadline = Deadline.After(TimeSpan.FromSeconds(order.Order.Seconds));
        var door = new ClientHandshake(order.Order.Session, Token.Of(order.Order.Secret));
        var last = "";
        var isTaken = false;
        using var never = new ManualResetEventSlim();
        while (!deadline.HasPassed)
        {
            var reason = TryReport(order, door);
            isTaken = reason.Length == 0;
            if (isTaken)
                break;
            if (reason != last)
                say($"{reason}, trying again");
            last = reason;
            never.Wait(s_pause < deadline.Left ? s_pause : deadline.Left);
        }
        say(isTaken ? $"the golden node {order.Golden} has the report of this boot" : $"gave up: {last}");
        new ReporterRemoval(root).Run();
        return isTaken;
    }

    /// <returns>Why it was not taken; empty: it was.</returns>
    private string TryReport(BootReportOrder order, ClientHandshake door)
    {
        try
        {
            using var connection = door.Enter(order.Golden, MachineName.Read(), BootFacts.Read(root));
            connection.WaitAtMost(s_answer, s_answer);
            HandshakeSteps.Expect<BootReportTaken>(connection);
            return "";
        }
        catch (Exception e) when (e is HandshakeException or LinuxException or ToolException)
        {
            return e.Message;
        }
    }
}

using System;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>Finds the golden node and gets in: again and again while it is not there, once when it says no.</summary>
internal sealed class Joiner(ReceiverOptions plan, ushort dataPort, Action<ReceiverEvent> report) : IDisposable
{
    // Who starts both sides together waits for neither; who waits for hours asks once a second.
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    // Somebody answers whom we cannot believe. The right golden node may be slower than an impostor, but not by this much.
    private static readonly TimeSpan s_patienceWithStrangers = TimeSpan.FromSeconds(5);

    /// <summary>Why it ended, when nobody was there at all.</summary>
    internal const string NobodyAnswered = "no golden node answered";

    private readonly ManualResetEventSlim _cancelled = new();
    private readonly ClientHandshake _door = new(plan.Session, plan.Token);
    private readonly long _birth = TimeProvider.System.GetTimestamp();
    private string _lastReason = "";
    private TimeSpan _pause = s_firstPause;

    /// <summary>From any thread: give up.</summary>
    public void Cancel() => _cancelled.Set();

    public void Dispose() => _cancelled.Dispose();

    private bool HasPatience => plan.SearchPatience is not { } patience || TimeProvider.System.GetElapsedTime(_birth) < patience;

    /// <returns>null: cancelled.</returns>
    /// <exception cref="HandshakeException">We are not wanted, or nobody there is whom we want.</exception>
    public Connection? Enter()
    {
        var host = MachineName.Read();
        if (plan.Server is null)
            report(new ReceiverEvent.Searching(plan.Session));
        while (!_cancelled.IsSet)
        {
            if (!HasPatience)
                throw new HandshakeException(_lastReason.Length > 0 ? _lastReason : NobodyAnswered, isFinal: true);
            try
            {
                if ((plan.Server ?? Find()) is { } server)
                    return Register(_door.Enter(server, host, new Join(dataPort)));
            }
            catch (HandshakeException e) when (!e.IsFinal)
            {
                ReportOnce(e.Message);
                _cancelled.Wait(NextPause());
            }
        }
        return null;
    }

    private Connection Register(Connection connection)
    {
        // One that takes nothing is heard of by whoever receives from it.
        if (plan.Inventory is { } inventory)
            _ = connection.TrySend(inventory);
        return connection;
    }

    private IPEndPoint? Find()
    {
        using var search = new DiscoveryClient(plan.Session, plan.Token, plan.Bind);
        long? firstStranger = null;
        while (!_cancelled.IsSet && HasPatience)
        {
            if (search.Ask(NextPause()) is { } server)
                return server;
            if (search.Rejected is not { } reason)
                continue;
            ReportOnce($"golden node {reason}");
            firstStranger ??= TimeProvider.System.GetTimestamp();
            if (TimeProvider.System.GetElapsedTime(firstStranger.Value) >= s_patienceWithStrangers)
                throw new HandshakeException($"golden node {reason}: refused", isFinal: true);
        }
        return null;
    }

    private TimeSpan NextPause()
    {
        var pause = _pause;
        _pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        return pause;
    }

    private void ReportOnce(string reason)
    {
        if (reason == _lastReason)
            return;
        _lastReason = reason;
        report(new ReceiverEvent.NotYet($"{reason}, trying again"));
    }
}

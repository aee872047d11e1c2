using System;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Net;
using Ka.Wire;

namespace Ka.Replica;

/// <summary>Finds the golden node and gets in: again and again while it is not there, once when it says no.</summary>
internal sealed class Entrance(ReplicaPlan plan, ushort dataPort, Action<ReplicaEvent> report) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    // Somebody answers whom we cannot believe. The right golden node may be slower than an impostor, but not by this much.
    private const int PatienceWithStrangers = 5;

    /// <summary>Why it ended, when nobody was there at all.</summary>
    internal const string NobodyAnswered = "no golden node answered";

    private readonly ManualResetEventSlim _cancelled = new();
    private readonly NodeDoor _door = new(plan.Session, plan.Token);
    private readonly long _birth = TimeProvider.System.GetTimestamp();
    private string _lastReason = "";

    /// <summary>From any thread: give up.</summary>
    public void Cancel() => _cancelled.Set();

    public void Dispose() => _cancelled.Dispose();

    private bool HasPatience => plan.SearchPatience is not { } patience || TimeProvider.System.GetElapsedTime(_birth) < patience;

    /// <returns>null: cancelled.</returns>
    /// <exception cref="HandshakeException">We are not wanted, or nobody there is whom we want.</exception>
    public ControlConnection? Enter()
    {
        var host = MachineName.Read();
        if (plan.Server is null)
            report(new ReplicaEvent.Searching(plan.Session));
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
                _cancelled.Wait(s_pause);
            }
        }
        return null;
    }

    private ControlConnection Register(ControlConnection connection)
    {
        // One that takes nothing is heard of by whoever receives from it.
        if (plan.Inventory is { } inventory)
            _ = connection.TrySend(inventory);
        return connection;
    }

    private IPEndPoint? Find()
    {
        using var search = new ServerSearch(plan.Session, plan.Token, plan.Bind);
        var strangers = 0;
        while (!_cancelled.IsSet && HasPatience)
        {
            if (search.Ask(s_pause) is { } server)
                return server;
            if (search.Rejected is not { } reason)
                continue;
            ReportOnce($"golden node {reason}");
            if (++strangers >= PatienceWithStrangers)
                throw new HandshakeException($"golden node {reason}: refused", isFinal: true);
        }
        return null;
    }

    private void ReportOnce(string reason)
    {
        if (reason == _lastReason)
            return;
        _lastReason = reason;
        report(new ReplicaEvent.NotYet($"{reason}, trying again"));
    }
}

using System;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using Ka.Coordination;
using Ka.Linux;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>Finds the golden node and joins it, or comes back to it after the connection was lost, on a thread of its
/// own.</summary>
/// <remarks>It tries again as long as there is no golden node, and fails when a golden node refuses.</remarks>
internal sealed class Joiner(ReceiverOptions options, ushort dataPort, Action<NodeRunEvent> publish)
{
    // Both sides may be started together; a node that waits for hours asks once a second.
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    // Only golden nodes that cannot be trusted answer. The right one may be slower, but not by this much.
    private static readonly TimeSpan s_patienceWithStrangers = TimeSpan.FromSeconds(5);

    /// <summary>The reason of a failure when no golden node answered at all.</summary>
    internal const string NobodyAnswered = "no golden node answered";

    private readonly object _lock = new();
    private readonly ClientHandshake _door = new(options.Session, options.Token);
    private readonly UInt128 _identity = NewIdentity();
    private readonly RefusedServers _refused = new();
    private readonly long _birth = TimeProvider.System.GetTimestamp();
    private string _lastReason = "";
    private TimeSpan _pause = s_firstPause;
    private Deadline _patience = Deadline.After(options.SearchPatience ?? Timeout.InfiniteTimeSpan);
    private bool _isCancelled;

    /// <summary>Waits for an offer at most the given time, but not from the given addresses. null:
    /// <see cref="DiscoveryClient.Ask"/>.</summary>
    internal Func<TimeSpan, Func<IPAddress, bool>, IPEndPoint?>? Discovery { get; init; }

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_birth);

    private bool IsCancelled
    {
        get
        {
            lock (_lock)
                return _isCancelled;
        }
    }

    /// <summary>Looks for a golden node. Exactly one of the two is called, on the new thread; neither after
    /// <see cref="Cancel"/>.</summary>
    /// <param name="joined">The connection is the callee's.</param>
    /// <param name="failed">The reason why no further attempt is made.</param>
    public void Start(Action<Connection> joined, Action<string> failed) =>
        StartThread(() => Enter(null, back: false), joined, failed);

    /// <summary>Looks for a golden node again after the pause that the last one asked for. Callbacks as with
    /// <see cref="Start"/>.</summary>
    public void StartLater(NodeAction.JoinLater later, Action<Connection> joined, Action<string> failed)
    {
        _pause = s_firstPause;
        StartThread(
            () =>
            {
                PublishOnce(later.Reason, later.Pause);
                Wait(later.Pause);
                return Enter(null, back: false);
            },
            joined,
            failed
        );
    }

    /// <summary>Looks for the golden node of the run at the address where it was, for <see cref="Deadlines.Rejoin"/>. Callbacks
    /// as with <see cref="Start"/>.</summary>
    /// <param name="back">This node was let in before and wants its place.</param>
    public void StartAgain(IPEndPoint server, bool back, Action<Connection> joined, Action<string> failed)
    {
        _patience = Deadline.After(Deadlines.Standard.Rejoin);
        _pause = s_firstPause;
        StartThread(() => Enter(server, back), joined, failed);
    }

    /// <summary>From any thread: no further attempt is made.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            _isCancelled = true;
            Monitor.PulseAll(_lock);
        }
    }

    private static UInt128 NewIdentity()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private void StartThread(Func<Connection?> enter, Action<Connection> joined, Action<string> failed) =>
        WorkerThread.Start(
            "join",
            () =>
            {
                var connection = enter();
                if (connection is not null && IsCancelled)
                    connection.Dispose();
                else if (connection is not null)
                    joined(connection);
            },
            failure => failed(failure.Message)
        );

    /// <returns>null: cancelled.</returns>
    /// <exception cref="HandshakeException">The golden node refuses, or there is none in time.</exception>
    private Connection? Enter(IPEndPoint? old, bool back)
    {
        var host = MachineName.Read();
        var join = new Join(dataPort, _identity, back);
        if (old is null && options.Server is null)
            publish(new NodeRunEvent.Searching(options.Session));
        while (!IsCancelled)
        {
            if (_patience.HasPassed)
                throw new HandshakeException(_lastReason.Length > 0 ? _lastReason : NobodyAnswered, isFinal: true);
            if ((old ?? options.Server ?? Find()) is not { } server)
                continue;
            try
            {
                return Describe(_door.Enter(server, host, join));
            }
            catch (HandshakeException e) when (MayTryAgain(e, server, old))
            {
                PublishOnce(e.Message, e.RetryAfter);
                Wait(e.RetryAfter > TimeSpan.Zero ? e.RetryAfter : NextPause());
            }
        }
        return null;
    }

    private bool MayTryAgain(HandshakeException failure, IPEndPoint server, IPEndPoint? old)
    {
        // A machine that refuses connections is there, and its golden node is not: what it knew of this node is lost.
        if (!failure.IsFinal)
            return !(old is not null && failure.IsPortClosed);
        // Only a server that was given may refuse for good: a discovered one may have forwarded the offer of another.
        if (old is not null || options.Server is not null)
            return false;
        _refused.Add(server.Address, failure.Message, Now);
        return true;
    }

    private Connection Describe(Connection connection)
    {
        // The receiving thread notices a golden node that accepts nothing.
        if (options.Inventory is { } inventory)
            _ = connection.TrySend(inventory);
        return connection;
    }

    private IPEndPoint? Find()
    {
        using var search = Discovery is null ? new DiscoveryClient(options.Session, options.Token, options.Bind) : null;
        Deadline? strangers = null;
        while (!IsCancelled && !_patience.HasPassed)
        {
            if ((Discovery ?? search!.Ask)(NextPause(), address => _refused.IsIgnored(address, Now)) is { } server)
                return server;
            if (_refused.FinalReason(Now) is { } refusal)
                throw new HandshakeException(refusal, isFinal: true);
            if (search?.Rejected is not { } reason)
                continue;
            PublishOnce($"golden node {reason}");
            strangers ??= Deadline.After(s_patienceWithStrangers);
            if (strangers.Value.HasPassed)
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

    /// <summary>Waits, but not past the time for the whole search.</summary>
    private void Wait(TimeSpan pause)
    {
        var deadline = Deadline.After(pause);
        lock (_lock)
            while (!_isCancelled && !deadline.HasPassed && !_patience.HasPassed)
                Monitor.Wait(
                    _lock,
                    _patience.Left < deadline.Left && _patience.Left >= TimeSpan.Zero ? _patience.Left : deadline.Left
                );
    }

    private void PublishOnce(string reason, TimeSpan pause = default)
    {
        if (reason == _lastReason)
            return;
        _lastReason = reason;
        publish(
            new NodeRunEvent.NotYet(
                pause > TimeSpan.Zero ? $"{reason}, asking again in {pause.TotalSeconds:0} s" : $"{reason}, trying again"
            )
        );
    }
}

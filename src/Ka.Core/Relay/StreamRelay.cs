using System;
using System.Collections.Concurrent;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Relay;

/// <summary>One node's place in the chain: receives the stream from the parent, verifies it, sends it to the child.</summary>
/// <remarks><para>One thread and one poll loop, in which no call blocks (docs/adr/0004-window-or-splice.md,
/// docs/adr/0005-threads-no-async.md). The owner gives orders from any thread and gets <see cref="RelayEvent"/>s on the
/// relay's.</para>
/// <para>The golden node's relay never gets a parent; the sealing pipeline fills its window.</para></remarks>
public sealed partial class StreamRelay : IDisposable
{
    private const int WakeSlot = 0;
    private const int ListenerSlot = 1;
    private const int ParentSlot = 2;
    private const int ChildSlot = 3;
    private const int PendingSlot = 4;

    // The longest wait while a deadline of a pending connection or a report to the parent may be due.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    private readonly RelayOptions _options;
    private readonly Fd _listener;
    private readonly Action<RelayEvent> _post;
    private readonly ConcurrentQueue<Action> _orders = new();
    private readonly PollSet _poll = new(PendingSlot + PendingConnections.Capacity);
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _birth;
    private readonly WorkerThread _thread;
    private bool _stopping;

    /// <param name="listener">Listening TCP socket where the child connects; stays the caller's.</param>
    /// <param name="post">Called on the relay's thread; must not block.</param>
    public StreamRelay(RelayOptions options, Window window, Fd listener, Action<RelayEvent> post)
    {
        _options = options;
        Window = window;
        _listener = listener;
        _post = post;
        _retention = new RetentionPolicy(options.ChildExpected);
        Retain();
        _pending = new PendingConnections(options);
        _birth = _clock.GetTimestamp();
        Sockets.SetBlocking(listener, false).OrThrow("fcntl", "data port");
        // The owner decides what the loss of the relay means.
        _thread = WorkerThread.Start("relay", Run, failed => post(new RelayEvent.Failed(failed.Message)));
    }

    /// <summary>The window between parent and child.</summary>
    public Window Window { get; }

    /// <summary>Time for which the relay could do nothing. Read by any thread.</summary>
    public StallCounters Stalls { get; } = new();

    private TimeSpan Now => _clock.GetElapsedTime(_birth);

    /// <summary>Ends the thread and closes its sockets. Must not be called from its events.</summary>
    public void Dispose()
    {
        Order(() => _stopping = true);
        _thread.Join();
    }

    private void Order(Action order)
    {
        _orders.Enqueue(order);
        Window.Wakeup.Signal();
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
                Step();
        }
        finally
        {
            DropParent();
            DropChild();
            _pending.Dispose();
        }
    }

    private void Step()
    {
        while (_orders.TryDequeue(out var order))
            order();
        if (_stopping)
            return;
        Wait();
        if (_poll.Ready(WakeSlot) != PollEvents.None)
            Window.Wakeup.Clear();
        if (_poll.Ready(ListenerSlot) != PollEvents.None)
            Accept();
        ReadPending();
        if (_parent is not null && _poll.Ready(ParentSlot) != PollEvents.None)
            AdvanceParent();
        if (_child is not null)
            AdvanceChild(_poll.Ready(ChildSlot));
    }

    private void Wait()
    {
        var positions = Window.BeginWait(_parent is not null, _child?.SentTo ?? long.MaxValue);
        SendAck(positions.VerifiedTo);
        var hasUnsent = positions.Head > (_child?.SentTo ?? long.MaxValue);
        var began = Now;
        Watch(positions.HasSpace, hasUnsent, began);
        _poll.Wait(LongestWait(positions.VerifiedTo, began)).OrThrow("poll", "");
        var after = Window.EndWait();
        if (CauseOfWait(positions.HasSpace, hasUnsent, after.IsHeldByConsumer) is { } cause)
            Stalls.Add(cause, Now - began);
    }

    private void Watch(bool hasSpace, bool hasUnsent, TimeSpan now)
    {
        _poll.Watch(WakeSlot, Window.Wakeup.Descriptor, PollEvents.In);
        _poll.Watch(ListenerSlot, now >= _acceptAgainAt ? _listener : null, PollEvents.In);
        _poll.Watch(ParentSlot, _parent?.Socket, _parent?.Interest(hasSpace, now) ?? PollEvents.None);
        _poll.Watch(ChildSlot, _child?.Socket, PollEvents.In | (hasUnsent ? PollEvents.Out : PollEvents.None));
        for (var i = 0; i < PendingConnections.Capacity; i++)
            _poll.Watch(PendingSlot + i, i < _pending.Count ? _pending.Socket(i) : null, PollEvents.In);
    }

    private TimeSpan? LongestWait(long verifiedTo, TimeSpan now)
    {
        TimeSpan? wait = null;
        if (_parent is { IsStreaming: true } parent)
            wait = parent.GathersUntil > now ? parent.GathersUntil - now : UntilAck(verifiedTo, now);
        if (_pending.Count > 0)
            wait = Earlier(wait, s_longestWait);
        return _acceptAgainAt > now ? Earlier(wait, _acceptAgainAt - now) : wait;
    }

    // With space for more and bytes to send, the network is busy and no peer is late.
    private static StallCounters.Cause? CauseOfWait(bool hasSpace, bool hasUnsent, bool isHeldByConsumer)
    {
        if (hasSpace)
            return hasUnsent ? null : StallCounters.Cause.Parent;
        return isHeldByConsumer ? StallCounters.Cause.Consumer : StallCounters.Cause.Child;
    }

    private static TimeSpan Earlier(TimeSpan? first, TimeSpan second) => first < second ? first.Value : second;
}

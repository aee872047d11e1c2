using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.Network.Dhcp;

/// <summary>The decisions of a DHCP client (RFC 2131 4.4): what to send, when, and which replies to accept.</summary>
/// <remarks>
/// <para>A pure state machine; one thread owns it.</para>
/// <para>The first offer is taken. An offer of a server that failed before (refused, or never answered a request) waits
/// until the next question is due: if another server's offer comes until then, that one is taken.</para>
/// <para>The first questions do not set the broadcast flag: a packet socket receives what is sent to an address that the
/// interface does not have yet, and the other nodes need not receive it. Some servers cannot do that, so from the third
/// question on the flag is set.</para>
/// <para>All times are of one monotonic clock.</para>
/// </remarks>
public sealed class DhcpClient(MacAddress mac, Random random)
{
    /// <summary>Questions before the broadcast flag is set.</summary>
    private const int UnicastQuestions = 2;

    private readonly RetryTimes _retries = new(random);
    private List<DhcpAction> _actions = [];
    private TimeSpan _now;
    private TimeSpan _began;
    private TimeSpan _requested;
    private uint _transaction;
    private DhcpReply? _offer;
    private DhcpReply? _spare;
    private IPAddress? _shunned;
    private int _failures;

    public DhcpPhase Phase { get; private set; }

    /// <summary>The time of the next <see cref="Tick"/> that has an effect.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>The lease in use; null in <see cref="DhcpPhase.Selecting"/> and <see cref="DhcpPhase.Requesting"/>.</summary>
    public Lease? Lease { get; private set; }

    /// <summary>The time of the request for <see cref="Lease"/>, from which its duration counts.</summary>
    public TimeSpan LeasedAt { get; private set; }

    /// <summary>Questions since this phase began.</summary>
    public int Asked { get; private set; }

    /// <summary>The lease that is requested in <see cref="DhcpPhase.Requesting"/>.</summary>
    public Lease? Offered => _offer?.Lease;

    /// <summary>The last failure; null while there was none.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Begins, or begins anew: the cable was plugged into something else.</summary>
    public IReadOnlyList<DhcpAction> Start(TimeSpan now)
    {
        Open(now);
        Trouble = null;
        _failures = 0;
        _shunned = null;
        Drop("started anew");
        Select();
        return _actions;
    }

    /// <summary>Goes on with a lease that an earlier program on this machine got.</summary>
    /// <param name="grantedAt">By the same clock as <paramref name="now"/>; may be before its zero.</param>
    public IReadOnlyList<DhcpAction> Resume(Lease lease, TimeSpan grantedAt, TimeSpan now)
    {
        Open(now);
        _requested = grantedAt;
        Bind(lease);
        return _actions;
    }

    /// <summary>Asks at once whether the lease still holds: the cable was pulled and plugged in.</summary>
    public IReadOnlyList<DhcpAction> Confirm(TimeSpan now)
    {
        if (Lease is null)
            return Start(now);
        Open(now);
        Enter(DhcpPhase.Rebinding);
        AskToKeep();
        return _actions;
    }

    /// <summary>Time has passed.</summary>
    public IReadOnlyList<DhcpAction> Tick(TimeSpan now)
    {
        Open(now);
        if (now >= Due)
            OnDue();
        return _actions;
    }

    /// <summary>A server said something; to us or not, in time or not.</summary>
    public IReadOnlyList<DhcpAction> Receive(DhcpReply reply, TimeSpan now)
    {
        Open(now);
        if (reply.Transaction != _transaction || reply.Client != mac)
            return _actions;
        switch (Phase, reply.Type)
        {
            case (DhcpPhase.Selecting, DhcpMessageType.Offer):
                Consider(reply);
                break;
            case (DhcpPhase.Requesting, DhcpMessageType.Ack)
                when IsFromChosen(reply) && reply.Lease!.Address.Equals(Offered!.Address):
            case (DhcpPhase.Renewing or DhcpPhase.Rebinding, DhcpMessageType.Ack)
                when reply.Lease!.Address.Equals(Lease!.Address):
                Bind(reply.Lease!);
                break;
            case (DhcpPhase.Requesting, DhcpMessageType.Nak) when IsFromChosen(reply):
                GiveUp($"{reply.Server} refuses {Offered!.Address}{Words(reply)}");
                break;
            case (DhcpPhase.Renewing, DhcpMessageType.Nak) when reply.Server.Equals(Lease!.Server):
            case (DhcpPhase.Rebinding, DhcpMessageType.Nak):
                LoseLease($"{reply.Server} takes back {Lease!.Address}{Words(reply)}");
                break;
        }
        return _actions;
    }

    private static string Words(DhcpReply reply) => reply.Remark is null ? "" : $": {reply.Remark}";

    private void Open(TimeSpan now)
    {
        _now = now;
        _actions = [];
    }

    private void OnDue()
    {
        switch (Phase)
        {
            case DhcpPhase.Selecting when _spare is not null:
                Take(_spare);
                break;
            case DhcpPhase.Selecting:
                Discover();
                break;
            case DhcpPhase.Requesting when Asked >= RetryTimes.RequestTries:
                GiveUp($"{_offer!.Server} offered {Offered!.Address} and does not answer any more");
                break;
            case DhcpPhase.Requesting:
                Request();
                break;
            case DhcpPhase.Bound:
                Enter(DhcpPhase.Renewing);
                AskToKeep();
                break;
            case DhcpPhase.Renewing when _now >= LeasedAt + Lease!.Times.Rebinding:
                Trouble = $"{Lease.Server} does not answer";
                Enter(DhcpPhase.Rebinding);
                AskToKeep();
                break;
            case DhcpPhase.Rebinding when _now >= Expiry:
                LoseLease($"{Lease!.Address} was not renewed in time");
                break;
            default:
                AskToKeep();
                break;
        }
    }

    private TimeSpan Expiry => Lease!.Times.IsForever ? TimeSpan.MaxValue : LeasedAt + Lease.Times.Duration;

    private void Select()
    {
        _began = _now;
        _offer = _spare = null;
        Enter(DhcpPhase.Selecting);
        Discover();
    }

    private void Discover()
    {
        Ask(NewRequest(DhcpMessageType.Discover));
        Due = _now + _retries.AfterQuestion(Asked + _failures);
    }

    private void Consider(DhcpReply offer)
    {
        if (!offer.Server.Equals(_shunned))
            Take(offer);
        else
            _spare ??= offer;
    }

    private void Take(DhcpReply offer)
    {
        (_offer, _spare) = (offer, null);
        var transaction = _transaction;
        Enter(DhcpPhase.Requesting);
        _transaction = transaction;
        Request();
    }

    private void Request()
    {
        _requested = _now;
        Ask(NewRequest(DhcpMessageType.Request) with { Requested = Offered!.Address, Server = _offer!.Server });
        Due = _now + _retries.AfterQuestion(Asked);
    }

    /// <summary>The chosen server is no use: begins anew, later each time, so that one who always refuses cannot keep us
    /// busy.</summary>
    private void GiveUp(string reason)
    {
        Trouble = reason;
        _shunned = _offer?.Server;
        _offer = null;
        _failures++;
        Enter(DhcpPhase.Selecting);
        _began = _now;
        Due = _now + _retries.AfterQuestion(_failures);
    }

    private void LoseLease(string reason)
    {
        Trouble = reason;
        Drop(reason);
        Select();
    }

    private void Drop(string reason)
    {
        if (Lease is not null)
            _actions.Add(new DhcpAction.Leave(Lease, reason));
        Lease = null;
    }

    private void Bind(Lease lease)
    {
        if (Lease is null || !Lease.SaysTheSame(lease))
            _actions.Add(new DhcpAction.Use(Lease = lease));
        _offer = null;
        _shunned = null;
        _failures = 0;
        Trouble = null;
        LeasedAt = _requested;
        Enter(DhcpPhase.Bound);
        Due = lease.Times.IsForever ? TimeSpan.MaxValue : LeasedAt + lease.Times.Renewal;
    }

    private void AskToKeep()
    {
        _requested = _now;
        var message = NewRequest(DhcpMessageType.Request) with { Own = Lease!.Address };
        Asked++;
        _actions.Add(
            Phase == DhcpPhase.Renewing
                ? new DhcpAction.AskServer(message, Lease.Address, Lease.Server)
                : new DhcpAction.Ask(message)
        );
        var end = Phase == DhcpPhase.Renewing ? LeasedAt + Lease.Times.Rebinding : Expiry;
        Due =
            end == TimeSpan.MaxValue
                ? _now + _retries.AfterQuestion(Asked)
                : Earlier(end, _now + RetryTimes.OfLease(end - _now, Lease.Times.Duration));
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Ask(DhcpRequest message)
    {
        Asked++;
        _actions.Add(new DhcpAction.Ask(message));
    }

    private DhcpRequest NewRequest(DhcpMessageType type) =>
        new(type, _transaction, mac) { Trying = _now - _began, ByBroadcast = Lease is null && Asked >= UnicastQuestions };

    /// <summary>Answers to what was said in an earlier phase are not waited for any more.</summary>
    private void Enter(DhcpPhase phase)
    {
        Phase = phase;
        Asked = 0;
        _transaction = (uint)random.NextInt64(uint.MaxValue);
    }

    private bool IsFromChosen(DhcpReply reply) => reply.Server.Equals(_offer!.Server);
}

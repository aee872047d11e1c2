using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Network.Dhcp;

namespace Ka.Network.Interfaces;

/// <summary>The state of an interface on its way to an address.</summary>
internal sealed class InterfaceState
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(2);

    private readonly DhcpClient _dhcp;
    private readonly uint _metric;
    private readonly List<NetworkAction> _actions = [];
    private InterfacePhase _phase;
    private TimeSpan _since;
    private TimeSpan _retryAt;
    private InterfaceSettings? _settings;
    private string? _trouble;
    private bool _isAsking;
    private bool _hasAddress;

    public InterfaceState(NetworkLink link, DhcpClient dhcp, uint metric, bool isPreferred, TimeSpan now)
    {
        Link = link;
        IsPreferred = isPreferred;
        _dhcp = dhcp;
        _metric = metric;
        _since = _retryAt = now;
    }

    public NetworkLink Link { get; private set; }

    public bool IsPreferred { get; }

    public bool IsReady => _hasAddress && Link.HasCarrier;

    /// <summary>Since when it has an address.</summary>
    public TimeSpan ReadySince { get; private set; }

    public TimeSpan Due
    {
        get
        {
            var dhcp = _isAsking && Link.HasCarrier ? _dhcp.Due : TimeSpan.MaxValue;
            return HasToRetry && _retryAt < dhcp ? _retryAt : dhcp;
        }
    }

    /// <summary>The lease to keep for the next program; null: none.</summary>
    public KeptLease? Kept => _isAsking && _dhcp.Lease is { } lease ? new KeptLease(Link.Mac, lease, _dhcp.LeasedAt) : null;

    private bool HasToRetry => !Link.IsUp || (_settings is not null && !_hasAddress);

    /// <summary>Adds what is to be done since it was last asked.</summary>
    public void Collect(List<NetworkAction> into, TimeSpan now)
    {
        into.AddRange(_actions);
        _actions.Clear();
        if (CurrentPhase is var phase && phase != _phase)
            (_phase, _since) = (phase, now);
    }

    /// <summary>The kernel's newest word on it.</summary>
    public void See(NetworkLink link, TimeSpan now)
    {
        var before = Link;
        Link = link;
        if (link.IsUp && !before.IsUp)
            _trouble = null;
        // Setting an interface down takes its routes away, and may take more.
        if (link.IsUp && !before.IsUp && _settings is not null)
            Apply(_settings);
        if (_isAsking && link.HasCarrier && !before.HasCarrier)
            Carry(_dhcp.Confirm(now), now);
    }

    /// <summary>Starts DHCP as soon as there is carrier.</summary>
    public void Ask(TimeSpan now)
    {
        if (_isAsking || !Link.HasCarrier)
            return;
        _isAsking = true;
        Carry(_dhcp.Start(now), now);
    }

    /// <summary>Takes over a lease that an earlier program got.</summary>
    public void Resume(KeptLease kept, TimeSpan now)
    {
        _isAsking = true;
        Carry(_dhcp.Resume(kept.Lease, kept.GrantedAt, now), now);
    }

    public void Use(InterfaceSettings settings, TimeSpan now)
    {
        if (_settings is { Router: { } oldRouter } && !oldRouter.Equals(settings.Router))
            _actions.Add(new NetworkAction.RemoveRoute(Link.Index, oldRouter, _metric));
        if (_settings is { } old && (!old.Address.Equals(settings.Address) || old.PrefixLength != settings.PrefixLength))
            _actions.Add(new NetworkAction.RemoveAddress(Link.Index, old.Address, old.PrefixLength));
        if (_settings is null)
            ReadySince = now;
        _settings = settings;
        Apply(settings);
    }

    public void Tick(TimeSpan now)
    {
        if (HasToRetry && now >= _retryAt)
        {
            _retryAt = now + s_retry;
            if (!Link.IsUp)
                _actions.Add(new NetworkAction.SetUp(Link.Index));
            else
                Apply(_settings!);
        }
        if (_isAsking && Link.HasCarrier && now >= _dhcp.Due)
            Carry(_dhcp.Tick(now), now);
    }

    public void Receive(DhcpReply reply, TimeSpan now)
    {
        if (_isAsking)
            Carry(_dhcp.Receive(reply, now), now);
    }

    /// <summary>Takes the result of an action. A failure is kept as the trouble until an action succeeds.</summary>
    /// <remarks>An interface that cannot be set up or get its address is tried again; a failed default route is not: the
    /// interface works as if it had been given none.</remarks>
    public void Settle(NetworkAction action, string? trouble, TimeSpan now)
    {
        if (trouble is not null && action is NetworkAction.AddAddress)
        {
            _hasAddress = false;
            _retryAt = now + s_retry;
        }
        if (trouble is not null || !HasToRetry)
            _trouble = trouble;
    }

    public NetworkReport Report() =>
        new()
        {
            Name = Link.Name,
            Mac = Link.Mac,
            IsPreferred = IsPreferred,
            Phase = _phase,
            Since = _since,
            Asked = _isAsking && _dhcp.Lease is null ? _dhcp.Asked : 0,
            Word = _trouble ?? Word(),
            Address = _settings?.Address,
            Lease = _isAsking ? _dhcp.Lease : null,
        };

    private InterfacePhase CurrentPhase =>
        this switch
        {
            { Link.IsUp: false } => InterfacePhase.Down,
            { Link.HasCarrier: false } => InterfacePhase.NoCarrier,
            { _hasAddress: true } => InterfacePhase.Ready,
            { _isAsking: false } => InterfacePhase.Idle,
            _ => _dhcp.Phase == DhcpPhase.Selecting ? InterfacePhase.Asking : InterfacePhase.Requesting,
        };

    private string Word() =>
        _phase switch
        {
            InterfacePhase.Down => "is being set up",
            InterfacePhase.NoCarrier => "no carrier",
            InterfacePhase.Idle => "not used",
            InterfacePhase.Asking => Joined(
                _dhcp.Asked switch
                {
                    0 => "asks again soon",
                    1 => "asked once, no answer yet",
                    _ => $"asked {_dhcp.Asked} times, no answer",
                }
            ),
            InterfacePhase.Requesting => Joined($"asks for {_dhcp.Offered ?? _dhcp.Lease}"),
            _ => Joined(
                _isAsking && _dhcp.Lease is { } lease
                    ? lease.ToString()
                    : $"{_settings!.Address}/{_settings.PrefixLength}, static"
            ),
        };

    private string Joined(string word) => _isAsking && _dhcp.Trouble is { } trouble ? $"{word}; {trouble}" : word;

    private void Apply(InterfaceSettings settings)
    {
        _hasAddress = true;
        _actions.Add(new NetworkAction.AddAddress(Link.Index, settings.Address, settings.PrefixLength));
        if (settings.Router is not null)
            _actions.Add(new NetworkAction.AddRoute(Link.Index, settings.Router, _metric));
    }

    private void Withdraw(InterfaceSettings settings)
    {
        if (settings.Router is not null)
            _actions.Add(new NetworkAction.RemoveRoute(Link.Index, settings.Router, _metric));
        _actions.Add(new NetworkAction.RemoveAddress(Link.Index, settings.Address, settings.PrefixLength));
        _settings = null;
        _hasAddress = false;
    }

    private void Carry(IReadOnlyList<DhcpAction> actions, TimeSpan now)
    {
        foreach (var action in actions)
            switch (action)
            {
                case DhcpAction.Use use:
                    Use(InterfaceSettings.Of(use.Lease), now);
                    break;
                case DhcpAction.Leave when _settings is not null:
                    Withdraw(_settings);
                    break;
                case DhcpAction.Ask or DhcpAction.AskServer:
                    _actions.Add(new NetworkAction.Say(Link.Index, action));
                    break;
            }
    }
}

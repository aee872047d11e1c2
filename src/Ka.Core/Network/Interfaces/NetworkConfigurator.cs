using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Ka.Linux;
using Ka.Network.Dhcp;
using Ka.Runtime;

namespace Ka.Network.Interfaces;

/// <summary>Brings this machine's wired interfaces up and keeps their addresses: a <see cref="AddressAcquisition"/> with real
/// interfaces, in the network namespace of the thread that makes it. One thread of its own.</summary>
public sealed class NetworkConfigurator : IDisposable
{
    private const int ChangesSlot = 0;
    private const int WakeSlot = 1;
    private const int FirstLinkSlot = 2;
    private const int MostRepliesAtOnce = 32;

    /// <summary>Interval of looking at the interfaces without a report: a driver may not report a change.</summary>
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly AddressAcquisition _search;
    private readonly InterfaceHardware _hardware;
    private readonly Action<NetworkReport>? _changed;
    private readonly Fd _changes;
    private readonly Wakeup _wakeup = new();
    private readonly ManualResetEventSlim _ready = new();
    private readonly Dictionary<int, DhcpPort> _ports = [];
    private readonly WorkerThread _thread;
    private IReadOnlyList<NetworkReport> _reports = [];
    private string _verdict = "";
    private LinuxException? _broken;
    private IReadOnlyList<KeptLease> _kept = [];
    private TimeSpan _lookAt;
    private bool _stopping;

    /// <param name="changed">Called on the keeper's thread whenever something about an interface has changed. Must not
    /// throw.</param>
    /// <param name="sys">The mount point of sysfs; <c>/sys</c> unless said.</param>
    /// <exception cref="LinuxException">The kernel offers no rtnetlink.</exception>
    public NetworkConfigurator(NetworkOptions plan, Action<NetworkReport>? changed = null, BytePath sys = default)
    {
        _search = new AddressAcquisition(plan, new Random());
        _hardware = new InterfaceHardware(sys.IsEmpty ? new BytePath("/sys"u8) : sys);
        _changed = changed;
        _changes = NetworkLinks.OpenChanges();
        _thread = WorkerThread.Start("links", Run, Break, 512 << 10);
    }

    /// <summary>The state of every interface. Any thread.</summary>
    public IReadOnlyList<NetworkReport> Reports
    {
        get
        {
            lock (_gate)
                return _reports;
        }
    }

    /// <summary>Leases that the next program on this machine can use: <see cref="LeaseText"/> writes it down. Any
    /// thread.</summary>
    public IReadOnlyList<KeptLease> Leases
    {
        get
        {
            lock (_gate)
                return _kept;
        }
    }

    /// <summary>Since the machine was started (CLOCK_MONOTONIC): the clock of <see cref="NetworkReport.Since"/>.</summary>
    public static TimeSpan Now => TimeProvider.System.GetElapsedTime(0);

    /// <summary>Waits for an address: the preferred interface's, or any after a short while. 90 s is enough for a switch port
    /// with spanning tree.</summary>
    /// <returns>False: there is none yet; <see cref="Verdict"/> says why. The search goes on.</returns>
    /// <exception cref="LinuxException">The search broke down.</exception>
    public bool WaitForAddress(TimeSpan patience)
    {
        var isReady = _ready.Wait(patience);
        lock (_gate)
            return _broken is null ? isReady : throw new LinuxException(_broken.Operation, _broken.Target, _broken.Errno);
    }

    /// <summary>The state of the search for an address, in one line. Any thread.</summary>
    public string Verdict()
    {
        lock (_gate)
            return _verdict;
    }

    /// <summary>Ends the search; interfaces keep what they have.</summary>
    public void Dispose()
    {
        if (Volatile.Read(ref _stopping))
            return;
        Volatile.Write(ref _stopping, true);
        _wakeup.Signal();
        _thread.Join();
        foreach (var port in _ports.Values)
            port.Dispose();
        _changes.Dispose();
        _wakeup.Dispose();
        _ready.Dispose();
    }

    private void Run()
    {
        Look();
        while (!Volatile.Read(ref _stopping))
            WaitOnce();
    }

    private void Break(Exception failure)
    {
        lock (_gate)
            (_broken, _verdict) = (
                failure as LinuxException ?? new LinuxException("search for addresses", failure.Message, Errno.EIO),
                failure.Message
            );
        _ready.Set();
    }

    private void WaitOnce()
    {
        KeyValuePair<int, DhcpPort>[] watched = [.. _ports];
        var poll = new PollSet(FirstLinkSlot + watched.Length);
        poll.Watch(ChangesSlot, _changes, PollEvents.In);
        poll.Watch(WakeSlot, _wakeup.Descriptor, PollEvents.In);
        for (var i = 0; i < watched.Length; i++)
            poll.Watch(FirstLinkSlot + i, watched[i].Value.Packets, PollEvents.In);
        poll.Wait(UntilDue()).OrThrow("poll", "links");
        for (var i = 0; i < watched.Length; i++)
            if (poll.Ready(FirstLinkSlot + i) != PollEvents.None)
                Hear(watched[i].Key, watched[i].Value);
        if (poll.Ready(ChangesSlot) != PollEvents.None || Now >= _lookAt)
            Look();
        else
            Carry(_search.Tick(Now));
        Publish();
    }

    private TimeSpan UntilDue()
    {
        var left = (_search.Due < _lookAt ? _search.Due : _lookAt) - Now;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>A flood of replies must not keep us from everything else.</summary>
    private void Hear(int link, DhcpPort port)
    {
        for (var i = 0; i < MostRepliesAtOnce && port.Receive() is { } reply; i++)
            Carry(_search.Receive(link, reply, Now));
    }

    private void Look()
    {
        _lookAt = Now + s_lookEvery;
        NetworkLinks.Drain(_changes);
        var wired = NetworkLinks.List().Where(link => AddressAcquisition.IsWired(link, _hardware.IsWireless(link.Name))).ToList();
        foreach (var (index, port) in _ports)
            if (!wired.Exists(link => link.Index == index))
            {
                _ports.Remove(index);
                port.Dispose();
            }
        Carry(_search.See(wired, Now));
    }

    private void Carry(IReadOnlyList<NetworkAction> actions)
    {
        foreach (var action in actions)
        {
            var (step, result) = Carry(action);
            _search.Settle(action, result.IsSuccess ? null : $"{step}: {LinuxException.Describe(result.Errno)}", Now);
        }
    }

    /// <summary>Carries out an action. An address or route to be removed that does not exist is a success.</summary>
    private (string Step, SysResult Result) Carry(NetworkAction action)
    {
        switch (action)
        {
            case NetworkAction.SetUp:
                return ("cannot be set up", NetworkLinks.SetUp(action.Link, true));
            case NetworkAction.Say say:
                return ("cannot send", Say(say));
            case NetworkAction.AddAddress add:
                return ($"cannot use {add.Address}", NetworkLinks.AddAddress(add.Link, add.Address, add.PrefixLength));
            case NetworkAction.AddRoute add:
                return ($"cannot use router {add.Router}", NetworkLinks.AddDefaultRoute(add.Link, add.Router, add.Metric));
            case NetworkAction.RemoveAddress remove:
                _ = NetworkLinks.RemoveAddress(remove.Link, remove.Address, remove.PrefixLength);
                break;
            case NetworkAction.RemoveRoute remove:
                _ = NetworkLinks.RemoveDefaultRoute(remove.Link, remove.Router, remove.Metric);
                break;
        }
        return ("", SysResult.Success(0));
    }

    private SysResult Say(NetworkAction.Say say)
    {
        if (!_ports.TryGetValue(say.Link, out var port))
        {
            var opened = DhcpPort.TryOpen(say.Link, _search.NameOf(say.Link), out port);
            if (!opened.IsSuccess)
                return opened;
            _ports.Add(say.Link, port!);
        }
        return port!.Say(say.What);
    }

    private void Publish()
    {
        var reports = _search
            .Reports.Select(report =>
                report with
                {
                    Driver = _hardware.Driver(report.Name),
                    Speed = _hardware.Speed(report.Name),
                }
            )
            .ToList();
        IReadOnlyList<NetworkReport> before;
        lock (_gate)
        {
            before = _reports;
            _reports = reports;
            _kept = _search.Kept;
            _verdict = _search.Verdict();
        }
        foreach (var report in reports.Except(before))
            _changed?.Invoke(report);
        if (_search.IsReady(Now))
            _ready.Set();
        else
            _ready.Reset();
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Network.Dhcp;

namespace Ka.Network.Interfaces;

/// <summary>Decides how a machine comes to an address: every wired interface is set up and, once it has carrier, asked on at the
/// same time as all others; those that appear late or get their carrier late, too. A pure state machine; one thread owns
/// it.</summary>
/// <remarks>
/// <para>It never ends: leases are renewed, a cable that is plugged in later is used, too.</para>
/// <para>A static address goes to one interface: the preferred one if it has carrier within the head start, else the first that
/// has.</para>
/// </remarks>
public sealed class AddressAcquisition(NetworkOptions plan, Random random)
{
    private const uint FirstMetric = 100;

    /// <summary>Kinds of interfaces that are hardware, or the lab's virtual cable. Bridges, tunnels, bonds and the like are made
    /// of these.</summary>
    private static readonly string[] s_wiredKinds = ["", "veth", "dsa"];

    private readonly List<InterfaceState> _courses = [];
    private TimeSpan? _carrierSince;
    private InterfaceState? _static;
    private uint _made;

    /// <summary>The time of the next <see cref="Tick"/> that has an effect; <see cref="TimeSpan.MaxValue"/>: not before something
    /// happens.</summary>
    public TimeSpan Due
    {
        get
        {
            var due = TimeSpan.MaxValue;
            foreach (var course in _courses)
                due = course.Due < due ? course.Due : due;
            var choice =
                plan.Static is not null && _static is null && _carrierSince is { } since
                    ? since + plan.HeadStart
                    : TimeSpan.MaxValue;
            return due < choice ? due : choice;
        }
    }

    /// <summary>The interfaces, in the kernel's order.</summary>
    public IReadOnlyList<NetworkReport> Reports => [.. _courses.Select(course => course.Report())];

    /// <summary>True when the network is ready: the preferred interface has an address, or another has had one for as long as
    /// the head start.</summary>
    public bool IsReady(TimeSpan now) =>
        _courses.Any(course =>
            course.IsReady && (course.IsPreferred || !plan.HasPreference || now - course.ReadySince >= plan.HeadStart)
        );

    /// <summary>True when an interface may be used: wired Ethernet that is no part of a bridge or bond.</summary>
    /// <param name="isWireless">The kernel has a radio for it.</param>
    public static bool IsWired(NetworkLink link, bool isWireless) =>
        link.IsEthernet && !isWireless && s_wiredKinds.Contains(link.Kind);

    /// <param name="wired">Every interface for which <see cref="IsWired"/> holds.</param>
    public IReadOnlyList<NetworkAction> See(IReadOnlyList<NetworkLink> wired, TimeSpan now)
    {
        _courses.RemoveAll(course => !wired.Any(link => link.Index == course.Link.Index && link.Mac == course.Link.Mac));
        foreach (var link in wired)
            if (_courses.Find(course => course.Link.Index == link.Index) is { } course)
                course.See(link, now);
            else
                _courses.Add(NewCourse(link, now));
        return Tick(now);
    }

    public IReadOnlyList<NetworkAction> Receive(int link, DhcpReply reply, TimeSpan now)
    {
        Course(link)?.Receive(reply, now);
        return Collect(now);
    }

    public IReadOnlyList<NetworkAction> Tick(TimeSpan now)
    {
        _carrierSince = _courses.Exists(course => course.Link.HasCarrier) ? _carrierSince ?? now : null;
        foreach (var course in _courses)
        {
            if (plan.Static is null)
                course.Ask(now);
            course.Tick(now);
        }
        if (plan.Static is not null && !_courses.Contains(_static!) && ChooseStatic(now) is { } chosen)
            (_static = chosen).Use(plan.Static, now);
        return Collect(now);
    }

    /// <summary>Leases that the next program on this machine can use.</summary>
    public IReadOnlyList<KeptLease> Kept => [.. _courses.Select(course => course.Kept).OfType<KeptLease>()];

    /// <summary>Empty when there is no such interface.</summary>
    public string NameOf(int link) => Course(link)?.Link.Name ?? "";

    /// <summary>Takes the result of an action.</summary>
    /// <param name="trouble">null: well.</param>
    public void Settle(NetworkAction action, string? trouble, TimeSpan now) => Course(action.Link)?.Settle(action, trouble, now);

    /// <summary>Why there is no address, in one line; with one, where.</summary>
    public string Verdict() =>
        _courses.Count == 0
            ? "no wired network interface (is its driver in the image?)"
            : string.Join("; ", Reports.Select(report => report.ToString()));

    private InterfaceState NewCourse(NetworkLink link, TimeSpan now)
    {
        var isPreferred = plan.BootMac is { } mac ? link.Mac == mac : plan.Interface == link.Name;
        var course = new InterfaceState(
            link,
            new DhcpClient(link.Mac, random),
            FirstMetric + (isPreferred ? 0 : ++_made),
            isPreferred,
            now
        );
        if (plan.Static is null && plan.Leases.FirstOrDefault(kept => kept.Mac == link.Mac) is { } lease)
            course.Resume(lease, now);
        return course;
    }

    private InterfaceState? ChooseStatic(TimeSpan now)
    {
        var alive = _courses.Where(course => course.Link.HasCarrier).ToList();
        var mayTakeAny = !plan.HasPreference || (_carrierSince is { } since && now - since >= plan.HeadStart);
        return alive.Find(course => course.IsPreferred) ?? (mayTakeAny ? alive.FirstOrDefault() : null);
    }

    private InterfaceState? Course(int link) => _courses.Find(course => course.Link.Index == link);

    private List<NetworkAction> Collect(TimeSpan now)
    {
        var actions = new List<NetworkAction>();
        foreach (var course in _courses)
            course.Collect(actions, now);
        return actions;
    }
}

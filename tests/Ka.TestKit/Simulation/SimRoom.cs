using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination;
using Ka.Linux;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>A room of machines in virtual time: one golden node, N nodes, and what the plan has for them. Everything random comes
/// from the plan's seed.</summary>
public sealed class SimRoom
{
    public static readonly BytePath StreamName = BytePath.FromText("/");

    private readonly Random _random;
    private readonly IPEndPoint[] _addresses;
    private readonly SimNode[] _inOrder;
    private readonly Dictionary<IPAddress, SimNode> _byAddress;
    private readonly List<(SimNode Node, SimFault Fault)> _waiting = [];
    private long _number;
    private bool _started;
    private int _leftUpTo;

    public SimRoom(SimPlan plan)
    {
        Plan = plan;
        _random = new Random(plan.Seed);
        AckInterval = plan.CellTime * Math.Max(1, plan.Window / 8);
        GoldenHash = Enumerable.Range(0, plan.Cells).Aggregate(0UL, (hash, position) => Mix(hash, GoldenCell(position)));
        var hosts = Enumerable.Range(2, plan.Nodes).ToArray();
        _random.Shuffle(hosts);
        _addresses = hosts.Select(AddressOfHost).ToArray();
        Server = new SimServer(this, OptionsOf(plan));
        Nodes = Enumerable.Range(1, plan.Nodes).Select(Make).ToArray();
        _byAddress = Nodes.ToDictionary(node => AddressOf(node.Id).Address);
        _inOrder = Nodes.OrderBy(node => (AddressOf(node.Id), node.Id), NodeAddressOrder.Instance).ToArray();
    }

    public SimPlan Plan { get; }

    public VirtualTime Time { get; } = new();

    public SimServer Server { get; }

    public IReadOnlyList<SimNode> Nodes { get; }

    /// <summary>The nodes as the chain is built.</summary>
    public IReadOnlyList<SimNode> InOrder => _inOrder;

    public TimeSpan AckInterval { get; }

    /// <summary>How much slower something of the next machine is than it could be: mostly not at all.</summary>
    public double AnyFactor() => _random.Next(3) == 0 ? 1 + _random.NextDouble() * (Plan.Unevenness - 1) : 1;

    /// <summary>How much longer or shorter than usual a disk needs this time.</summary>
    public double AnyJitter() => Plan.Jitter > 0 ? 1 + (_random.NextDouble() * 2 - 1) * Plan.Jitter : 1;

    public ulong GoldenHash { get; }

    /// <summary>Lets everything happen.</summary>
    /// <returns>True when the run ended and every node that can end has; false when the plan's deadline came first.</returns>
    public bool Run()
    {
        Begin();
        return Time.RunUntil(IsOver, Plan.Deadline);
    }

    /// <summary>Puts everything that will happen on the clock.</summary>
    public void Begin()
    {
        Server.Begin();
        foreach (var node in Nodes)
        {
            var isLate = node.Id > Plan.Nodes - Plan.LateNodes;
            var when = _random.NextDouble() * (isLate ? Plan.LateTime : Plan.JoinTime);
            Time.At(when, () => node.Deliver(node.Join));
        }
        Arm();
        Time.At(Plan.JoinTime + Plan.GoAfter, SayGo);
    }

    /// <summary>Of a message on its way; no two have the same.</summary>
    public long NextNumber() => _number++;

    public SimNode Node(uint id) => Nodes[(int)id - 1];

    public SimNode NodeAt(IPAddress address) => _byAddress[address];

    /// <summary>The machine with this data port.</summary>
    public SimPeer PeerAt(IPEndPoint address) =>
        address.Address.Equals(SimServer.Control.Address) ? Server : NodeAt(address.Address);

    /// <summary>A number from 0 to 1.</summary>
    public double AnyPart() => _random.NextDouble();

    public IPEndPoint AddressOf(uint id) => _addresses[id - 1];

    public ulong GoldenCell(long position) =>
        position == Plan.Cells - 1 ? ulong.MaxValue : Mix((ulong)Plan.Seed, (ulong)position) >> 1;

    public bool IsLast(ulong cell) => cell == ulong.MaxValue;

    /// <summary>Of SplitMix64: order matters.</summary>
    public static ulong Mix(ulong state, ulong value)
    {
        var z = state * 0x9E3779B97F4A7C15 + value + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public void OnStart()
    {
        _started = true;
        Fire(SimTrigger.Start, null);
    }

    public void OnSent() => Fire(SimTrigger.Sent, null);

    public void OnReceived(SimNode node)
    {
        if (_waiting.Count == 0)
            return;
        Fire(SimTrigger.Position, node);
        if (node.Received == Plan.Cells)
            Fire(SimTrigger.End, node);
    }

    /// <summary>Nodes that died while they gathered are not replaced: somebody says go, until somebody is there.</summary>
    private void SayGo()
    {
        Server.Deliver(Server.Go);
        if (!_started)
            Time.After(TimeSpan.FromSeconds(1), SayGo);
    }

    /// <summary>Nobody is left to do anything, and the run ended, or never started because nobody was there.</summary>
    private bool IsOver()
    {
        while (_leftUpTo < Nodes.Count && (!Nodes[_leftUpTo].IsUp || Nodes[_leftUpTo].IsFrozenForGood))
            _leftUpTo++;
        return _leftUpTo == Nodes.Count && (Server.Outcome is not null || !_started || !Server.IsUp);
    }

    private static CoordinatorOptions OptionsOf(SimPlan plan) =>
        new(plan.Nodes - plan.LateNodes, 1, default, default, plan.Deadlines)
        {
            Chunk = 1,
            Install = plan.Install is null ? null : new PlanBytes(new byte[plan.Install.PlanLength]),
            Late = plan.Install?.Late ?? LateNodes.Ask,
            PreparesRelease = plan.Install is not null,
            Boots = plan.Install?.BootPatience is { } patience ? new BootWait(patience, SimServer.Secrets) : null,
        };

    private SimNode Make(int id)
    {
        var every = Plan.Install?.UnfitEvery ?? 0;
        var hangs = Plan.Install?.HangsEvery ?? 0;
        return new SimNode(this, (uint)id) { Fits = every == 0 || id % every != 0, Boots = hangs == 0 || id % hangs != 0 };
    }

    private static IPEndPoint AddressOfHost(int host) =>
        new(new IPAddress([10, (byte)(host >> 16), (byte)(host >> 8), (byte)host]), 30764);

    private void Arm()
    {
        foreach (var fault in Plan.Faults)
        {
            var first = _inOrder[fault.Place % _inOrder.Length];
            if (fault.Trigger == SimTrigger.Beginning)
                Time.At(fault.Delay, () => Happen(fault));
            else
                _waiting.Add((first, fault));
        }
    }

    private void Fire(SimTrigger trigger, SimNode? node)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var (who, fault) = _waiting[i];
            if (fault.Trigger != trigger || (node is not null && who != node))
                continue;
            if (trigger == SimTrigger.Position && node!.Received < fault.Position)
                continue;
            _waiting.RemoveAt(i);
            Time.After(fault.Delay, () => Happen(fault));
        }
    }

    private void Happen(SimFault fault)
    {
        if (fault.Kind >= SimFaultKind.GoldenCut)
        {
            HitGolden(fault);
            return;
        }
        for (var i = 0; i < fault.Count; i++)
            Hit(_inOrder[(fault.Place + i) % _inOrder.Length], (fault.Place + i + 1) % _inOrder.Length, fault);
    }

    private void HitGolden(SimFault fault)
    {
        var duration = fault.Duration ?? TimeSpan.MaxValue;
        switch (fault.Kind)
        {
            case SimFaultKind.GoldenCut:
                Server.Cut(fault.Duration);
                break;
            case SimFaultKind.GoldenFreeze:
                Server.Freeze(fault.Duration);
                break;
            case SimFaultKind.GoldenOutput:
                Server.Terminal.Stop(duration);
                break;
            case SimFaultKind.GoldenDisk:
                Server.SlowDisk(TimeSpan.FromMilliseconds(fault.Factor), duration);
                break;
            case SimFaultKind.GoldenDescriptors:
                Server.RunShortOfDescriptors(duration);
                break;
        }
    }

    private void Hit(SimNode node, int childPlace, SimFault fault)
    {
        switch (fault.Kind)
        {
            case SimFaultKind.Kill:
                node.Kill();
                break;
            case SimFaultKind.Freeze:
                node.Freeze(fault.Duration);
                break;
            case SimFaultKind.Cut:
                node.Cut(fault.Duration);
                break;
            case SimFaultKind.DiskFailure:
                node.Deliver(node.FailDisk);
                break;
            case SimFaultKind.HopReset:
                node.ResetHop();
                break;
            case SimFaultKind.SlowDisk:
                node.SlowDisk(fault.Factor);
                break;
            case SimFaultKind.HopStuck:
                node.SwallowHop();
                break;
            case SimFaultKind.DeafToChild:
                node.DeafTo = _inOrder[childPlace].Id;
                break;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Ka.TestKit;

/// <summary>A real run of real processes that suffers a script's blows: who was left alone must be done and identical, who was
/// not must be named, and nobody may be held up for longer than promised.</summary>
public sealed class SoakRun : IDisposable
{
    private const int SIGCONT = 18;
    private const int SIGSTOP = 19;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    // Whoever lost the golden node must have given up by then.
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(10);

    private readonly NetworkLab _lab;
    private readonly int _nodes;
    private readonly byte[] _golden;
    private readonly string _source;
    private readonly List<Child> _receivers = [];
    private readonly HashSet<int> _struck = [];
    private Child? _sender;

    /// <param name="rate">Of every link, Mbit/s.</param>
    /// <param name="bytes">Of the file that is sent; kept in memory, once for every node.</param>
    public SoakRun(int nodes, int rate, int bytes)
    {
        _nodes = nodes;
        _lab = new NetworkLab(new LabOptions { Hosts = nodes + 1, Rate = rate });
        _golden = new byte[bytes];
        new Random(bytes).NextBytes(_golden);
        _source = _lab.InMemory("golden");
        File.WriteAllBytes(_source, _golden);
    }

    /// <param name="script">Null: nothing happens.</param>
    /// <param name="limit">How long it may take.</param>
    public SoakVerdict Run(SoakScript? script, TimeSpan limit)
    {
        var commands = new CloneCommands("soak", CloneCommands.MakeToken(_lab));
        _sender = _lab.Hosts[0].Start(commands.Send(_nodes, "--file", _source, "--compress", "none"));
        for (var node = 1; node <= _nodes; node++)
            _receivers.Add(_lab.Hosts[node].Start(commands.Receive("--file", Target(node))));
        WaitForStart();
        var clock = Stopwatch.StartNew();
        Play(script?.Events ?? [], clock);
        _sender.Wait(s_patience);
        var took = clock.Elapsed;
        return new SoakVerdict(took, [.. Problems(script, took, limit)], Account());
    }

    public void Dispose()
    {
        foreach (var child in _receivers)
            child.Dispose();
        _sender?.Dispose();
        _lab.Dispose();
    }

    private string Target(int node) => _lab.InMemory(string.Create(CultureInfo.InvariantCulture, $"node-{node}"));

    private void WaitForStart() =>
        Wait.Until(
            () => _sender!.Output.Contains("\"started\"", StringComparison.Ordinal),
            "the run starts",
            s_patience,
            _sender
        );

    private void Play(IReadOnlyList<SoakEvent> events, Stopwatch clock)
    {
        var ends = events
            .Where(happening => happening.Blow == Blow.Pause)
            .Select(happening =>
                (At: happening.At + happening.Lasts, Do: (Action)(() => Receiver(happening.Node).Signal(SIGCONT)))
            );
        var begins = events.Select(happening => (happening.At, Do: (Action)(() => Strike(happening))));
        foreach (var (at, act) in begins.Concat(ends).OrderBy(step => step.At))
        {
            if (at - clock.Elapsed is var left && left > TimeSpan.Zero)
                Interruption.Pause(left);
            act();
        }
    }

    private Child Receiver(int node) => _receivers[node - 1];

    private void Strike(SoakEvent happening)
    {
        // One that is through already does not count as struck.
        if (Receiver(happening.Node).Exit != null)
            return;
        if (happening.Blow != Blow.Pause)
            _struck.Add(happening.Node);
        switch (happening.Blow)
        {
            case Blow.Kill:
                Receiver(happening.Node).Kill();
                break;
            case Blow.Freeze or Blow.Pause:
                Receiver(happening.Node).Signal(SIGSTOP);
                break;
            case Blow.Cut:
                _lab.Hosts[happening.Node].Link.Down();
                break;
        }
    }

    private IEnumerable<string> Problems(SoakScript? script, TimeSpan took, TimeSpan limit)
    {
        if (took > limit)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"it took {took.TotalSeconds:0.00} s, the limit is {limit.TotalSeconds:0.00} s"
            );
        // A node that is cut off looks for the golden node for 90 s (docs/adr/0029-rejoin.md), and a frozen one for ever.
        var away = (script?.Events ?? [])
            .Where(happening => happening.Blow is Blow.Freeze or Blow.Cut)
            .Select(happening => happening.Node)
            .ToHashSet();
        foreach (var node in away)
            Receiver(node).Kill();
        var report = SendReport.Parse(_sender!.Output);
        for (var node = 1; node <= _nodes; node++)
            foreach (var problem in ProblemsOf(node, report))
                yield return string.Create(CultureInfo.InvariantCulture, $"node {node}: {problem}");
        var expected = report.Nodes.All(node => node.State == "done") ? 0 : 3;
        if (_sender.Exit!.Status != expected)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the sender ended with {_sender.Exit.Status} instead of {expected}"
            );
    }

    private IEnumerable<string> ProblemsOf(int node, SendReport report)
    {
        var receiver = Receiver(node);
        var status = ExitOf(receiver);
        var named = report.Nodes.Where(entry => entry.Address == _lab.Hosts[node].Address).ToArray();
        if (named.Length != 1)
        {
            yield return $"{named.Length} lines in the report";
            yield break;
        }
        var done = named[0].State == "done";
        if (status == null)
            yield return "did not end";
        if (!done && !_struck.Contains(node))
            yield return $"was left alone and is not done: {named[0].Reason}";
        if (!done && string.IsNullOrEmpty(named[0].Reason))
            yield return "is not done and nobody says why";
        if (done && !IsIdentical(node))
            yield return "is called done and differs";
        if (status == 0 && !done)
            yield return "calls itself done and the sender does not";
        if (done && !_struck.Contains(node) && status != 0)
            yield return $"is done and ended with {status}";
    }

    private static int? ExitOf(Child receiver)
    {
        try
        {
            return receiver.Wait(s_farewell).Status;
        }
        catch (ChildFailedException)
        {
            return null;
        }
    }

    private bool IsIdentical(int node) =>
        File.Exists(Target(node)) && File.ReadAllBytes(Target(node)).AsSpan().SequenceEqual(_golden);

    private string Account() => string.Join("\n\n", _receivers.Prepend(_sender!).Select(child => child.Account()));
}

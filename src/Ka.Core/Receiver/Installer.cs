using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination;
using Ka.Disks.Apply;
using Ka.Disks.Probe;
using Ka.FirstBoot;
using Ka.Linux;
using Ka.Prepare.Apply;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.Runtime;
using Ka.Trees.Writing;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The work on this machine's disks: judges the plan, makes the disks, and after the streams prepares the tree and
/// unmounts it. Judging and making run on a thread of their own, one after the other.</summary>
/// <remarks><see cref="NodeStateMachine"/> decides whether a disk may be touched; <see cref="Make"/> and what follows touch
/// it.</remarks>
internal sealed class Installer : IDisposable
{
    private readonly InstallOptions _options;
    private readonly Action<NodeEvent> _post;
    private readonly BoundedQueue<Action> _work = new(capacity: 4);
    private readonly WorkerThread _thread;
    private DiskLock? _claim;
    private FittedPlan? _plan;
    private volatile BootReportOrder? _order;
    private volatile bool _stopped;

    /// <param name="post">May block, until <see cref="TryStop"/> is called at the latest.</param>
    public Installer(InstallOptions options, Action<NodeEvent> post)
    {
        _options = options;
        _post = post;
        _thread = WorkerThread.Start("install", Work, _ => { });
    }

    /// <summary>Judges the plan and posts <see cref="NodeEvent.PlanChecked"/>. Touches nothing.</summary>
    /// <param name="identities">This machine's hardware addresses and the address that it has for the golden node.</param>
    public void Judge(PlanBytes plan, IReadOnlyList<string> identities) =>
        Start(() => _post(new NodeEvent.PlanChecked(Verdict(plan, identities))));

    /// <summary>The clone that is made is to report its first boot. From any thread.</summary>
    public void LeaveReporter(BootReportOrder order) => _order = order;

    /// <summary>Erases the disks, makes them and mounts them: posts <see cref="NodeEvent.DisksMade"/> or
    /// <see cref="NodeEvent.ConsumerFailed"/>.</summary>
    public void Make() =>
        Start(() =>
        {
            var job = _plan ?? throw new ConsumerException("no plan was judged to fit");
            var hooks = new PreCopyHooks(job, _options.MountDirectory, Begin, Print);
            hooks.Run(PreCopyHooks.BeforeWipe);
            new DiskExecution(_options.MountDirectory, Print).Apply(
                job.Disks,
                (i, count, step) => Begin(InstallSteps.Of(i, count, step))
            );
            hooks.Run(PreCopyHooks.BeforeCopy);
            _post(new NodeEvent.DisksMade());
        });

    /// <summary>The consumer of one round.</summary>
    public IStreamConsumer Open() =>
        _plan is { } job
            ? new InstallConsumer(
                job,
                _options.MountDirectory,
                stream => Begin(Step.Alone(StepKind.Copy, stream.ToString())),
                written => Finish(job, written)
            )
            : new RefusingConsumer("the golden node sends without a plan: 'ka recv' receives that");

    /// <summary>Stops before the next step and waits for the step that runs.</summary>
    /// <returns>false: it still runs after this time. Two programs that write to the same disks must not meet: to be called
    /// again.</returns>
    public bool TryStop(TimeSpan patience)
    {
        _stopped = true;
        _work.Abandon();
        return _thread.Join(patience);
    }

    /// <summary>Releases the disks. To be called after <see cref="TryStop"/>, when nothing writes to them any more.</summary>
    public void Dispose() => _claim?.Dispose();

    private void Start(Action work) => _work.TryAddNow(work, 1);

    private void Work()
    {
        while (_work.TryTake(out var work))
            Run(work);
    }

    private void Run(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            // The thread's boundary: whatever it was, the golden node hears that this machine is not made.
            _post(new NodeEvent.ConsumerFailed(e.Message));
        }
    }

    private PlanChecked Verdict(PlanBytes plan, IReadOnlyList<string> identities)
    {
        _plan = null;
        _claim?.Dispose();
        _claim = null;
        if (KernelSupport.FirstMissing() is { } missing)
            return PlanChecked.Against(plan.Hash, new Finding(FindingKind.Kernel, missing.Name, missing.Reason));
        try
        {
            var job = FittedPlan.Fit(plan, _options, identities);
            var fits = job.Reasons.Count == 0;
            if (fits)
                _claim = DiskLock.Take(
                    _options.MountDirectory,
                    job.Disks.Roles.Values.Select(disk => disk.Name),
                    DiskLock.Patience
                );
            _plan = fits ? job : null;
            return new PlanChecked(plan.Hash, fits ? job.ErasedDisks : [], job.GivenName ?? "", job.Reasons, job.Notes);
        }
        catch (Exception e)
        {
            // The plan does not fit a machine that cannot be read.
            return PlanChecked.Against(plan.Hash, Finding.Said(FindingKind.Unreadable, e.Message));
        }
    }

    /// <summary>Makes the tree bootable after the last stream. Returns when the clone is on its disks and unmounted.</summary>
    private void Finish(FittedPlan job, IReadOnlyList<TreeWriteReport> written)
    {
        var disks = job.Disks.Roles.Values.OrderBy(disk => disk.Path, StringComparer.Ordinal).ToList();
        var request = new PrepareRequest
        {
            Root = _options.MountDirectory,
            Target = TargetCapture.Read(_options.MountDirectory, [.. disks.Select(disk => disk.Path)]) with { Cards = job.Cards },
            Golden = job.Golden,
            Hardware = MachineHardware.Read([.. disks.Select(disk => disk.Name)]),
            HasNvram = TargetCapture.HasNvram(),
            HostName = job.HostName,
            Given = job.Given,
            KeepIdentity = job.Plan.KeepIdentity,
            Kept = [.. job.Plan.Kept, .. _options.Kept],
            BootLoader = job.BootLoader,
            BootReport = _order?.ToString(),
        };
        var plan = PreparePlanner.Plan(request);
        foreach (var note in plan.Notes)
            Begin(InstallSteps.Note(note));
        if (!plan.IsPossible)
            throw new ConsumerException($"the copy cannot be made to boot here: {string.Join("; ", plan.Reasons)}");
        var found = new PrepareExecution(request, Print).Apply(plan, (i, count, step) => Begin(InstallSteps.Of(i, count, step)));
        foreach (var note in OldNames(found))
            Begin(InstallSteps.Note(note));
        foreach (var tree in written)
            TreeNotes.Protect(tree, note => Begin(InstallSteps.Note(note)));
        Begin(Step.Alone(StepKind.Finish, ""));
        var mounts = new MountTeardown(_options.MountDirectory, Print);
        mounts.Sync(disks.Select(disk => disk.Path));
        mounts.Release();
    }

    /// <summary>What the golden node gets to hear of old names; this node's log has all.</summary>
    private static IEnumerable<string> OldNames(OldNameReport? found)
    {
        const int Most = 20;
        if (found is null || found.Names.Count == 0)
            return [];
        var more = found.Names.Count + found.NotShown - Math.Min(found.Names.Count, Most);
        var names = found.Names.Take(Most).Select(name => name.ToString());
        return more == 0 ? names : [.. names, $"{more} more old names of disks are in this node's log"];
    }

    private void Begin(Step step) => Post(new NodeEvent.StepBegun(step));

    private void Print(string line) => Post(new NodeEvent.LinePrinted(line));

    private void Post(NodeEvent happened)
    {
        if (_stopped)
            throw new ConsumerException("stopped");
        _post(happened);
    }
}

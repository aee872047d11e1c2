using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Ka.Disks;
using Ka.Linux;
using Ka.Prepare;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>This machine becoming a clone: judges the plan, makes the disks, and after the streams prepares the tree and takes it off. Judging and
/// making run on a thread of their own, one after the other.</summary>
/// <remarks>Whether a disk may be touched is decided by <see cref="Chain.NodeStateMachine"/>; here it is touched by <see cref="Make"/> and what follows.</remarks>
internal sealed class Installer(InstallOptions options, Action<object> post) : IDisposable
{
    private DiskClaim? _claim;
    private FittedPlan? _job;
    private Thread? _thread;
    private volatile bool _stopped;

    public sealed record Judged(PlanJudged Verdict);

    public sealed record DisksMade;

    /// <summary>Another step begins.</summary>
    public sealed record Stepped(Step Step);

    /// <summary>A line that a step printed.</summary>
    public sealed record Printed(string Line);

    public sealed record Failed(string Reason);

    /// <summary>Posts <see cref="Judged"/>. Touches nothing.</summary>
    /// <param name="identities">This machine's hardware addresses and the address that it has for the golden node.</param>
    public void Judge(PlanBytes plan, IReadOnlyList<string> identities) => Start(() => post(new Judged(Verdict(plan, identities))));

    /// <summary>Erases the disks, makes them and mounts them: posts <see cref="DisksMade"/> or <see cref="Failed"/>.</summary>
    public void Make() => Start(() =>
    {
        var job = _job ?? throw new ConsumerException("no plan was judged to fit");
        var hooks = new PreCopyHooks(job, options.MountDirectory, Begin, Print);
        hooks.Run(PreCopyHooks.BeforeWipe);
        new DiskExecution(options.MountDirectory, Print).Apply(job.Disks, (i, count, step) => Begin(InstallSteps.Of(i, count, step)));
        hooks.Run(PreCopyHooks.BeforeCopy);
        post(new DisksMade());
    });

    /// <summary>For one round.</summary>
    public IStreamConsumer Open() => _job is { } job
        ? new InstallConsumer(job, options.MountDirectory, stream => Begin(Step.Alone(StepKind.Copy, stream.ToString())), () => Finish(job))
        : new RefusingConsumer("the golden node sends without a plan: 'ka recv' receives that");

    /// <summary>Stops before the next step and waits for the one that runs, however long: two that write to the same disks must not meet.</summary>
    public void Stop()
    {
        _stopped = true;
        _thread?.Join();
    }

    /// <summary>After <see cref="Stop"/>, and when nothing writes to the disks any more: others may have them.</summary>
    public void Dispose() => _claim?.Dispose();

    private void Start(Action work)
    {
        _thread?.Join();
        _thread = new Thread(() => Run(work)) { Name = "install", IsBackground = true };
        _thread.Start();
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
            post(new Failed(e.Message));
        }
    }

    private PlanJudged Verdict(PlanBytes plan, IReadOnlyList<string> identities)
    {
        _job = null;
        _claim?.Dispose();
        _claim = null;
        try
        {
            var job = FittedPlan.Fit(plan, options, identities);
            var fits = job.Reasons.Count == 0;
            if (fits)
                _claim = DiskClaim.Take(options.MountDirectory, job.Disks.Roles.Values.Select(disk => disk.Name), DiskClaim.Patience);
            _job = fits ? job : null;
            return new PlanJudged(plan.Hash, fits ? job.DescribeDisks() : [], job.GivenName ?? "", job.Reasons, job.Notes);
        }
        catch (Exception e)
        {
            // A machine of which nothing can be said is one that the plan does not fit.
            return PlanJudged.Against(plan.Hash, Finding.Said(FindingKind.Unreadable, e.Message));
        }
    }

    /// <summary>After the last stream. Returns when the clone is on its disks, and nothing of it is mounted any more.</summary>
    private void Finish(FittedPlan job)
    {
        var disks = job.Disks.Roles.Values.OrderBy(disk => disk.Path, StringComparer.Ordinal).ToList();
        var request = new PrepareRequest
        {
            Root = options.MountDirectory,
            Target = TargetCapture.Read(options.MountDirectory, [.. disks.Select(disk => disk.Path)]),
            Golden = job.Golden,
            Hardware = MachineHardware.Read([.. disks.Select(disk => disk.Name)]),
            HasNvram = TargetCapture.HasNvram(),
            HostName = job.HostName,
            KeepIdentity = job.Plan.KeepIdentity,
            BootLoader = job.BootLoader,
        };
        var plan = PreparePlanner.Plan(request);
        foreach (var note in plan.Notes)
            Print($"note: {note}");
        if (!plan.IsPossible)
            throw new ConsumerException($"the copy cannot be made to boot here: {string.Join("; ", plan.Reasons)}");
        new PrepareExecution(request, Print).Apply(plan, (i, count, step) => Begin(InstallSteps.Of(i, count, step)));
        Begin(Step.Alone(StepKind.Finish, ""));
        MachinePower.Sync();
        new MountRelease(options.MountDirectory, Print).Release();
    }

    private void Begin(Step step) => Post(new Stepped(step));

    private void Print(string line) => Post(new Printed(line));

    private void Post(object happened)
    {
        if (_stopped)
            throw new ConsumerException("stopped");
        post(happened);
    }
}

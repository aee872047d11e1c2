using Ka.Wire;

namespace Ka.Coordination;

/// <summary>A node that is to be installed: it judges the plan, and erases its disks only when ordered to proceed with that very
/// plan.</summary>
public sealed partial class NodeStateMachine
{
    private readonly PlanReassembler _assembly = new();
    private PlanBytes? _plan;
    private bool _fits;
    private bool _isMaking;
    private bool _isMade;
    private bool _isInstalled;

    /// <summary>The golden node sent a plan: the streams alone do not make this node done.</summary>
    private bool Installs => _plan is not null;

    private void OnInstallation(NodeEvent.OfInstallation happened)
    {
        switch (happened)
        {
            case NodeEvent.PlanChecked judged:
                OnJudged(judged.Verdict);
                break;
            case NodeEvent.DisksMade:
                OnMade();
                break;
            case NodeEvent.StepBegun step:
                Publish(new NodeRunEvent.Stepped(step.Step));
                Report(step.Step);
                break;
            case NodeEvent.LinePrinted printed:
                Publish(new NodeRunEvent.Printed(printed.Line));
                break;
        }
    }

    private void OnPlanPart(PlanPart part)
    {
        if (_plan is not null || Phase != NodePhase.Waiting)
            return;
        try
        {
            _plan = _assembly.Add(part);
        }
        catch (ProtocolException e)
        {
            FailLocally(e.Message);
        }
        if (_plan is not null)
            _actions.Add(new NodeAction.Judge(_plan));
    }

    private void OnJudged(PlanChecked judged)
    {
        _fits = judged.Fits && _plan is not null && judged.Plan == _plan.Hash;
        _judged = judged;
        Publish(new NodeRunEvent.Judged(judged));
        Report(judged);
    }

    /// <summary>Decides on <see cref="NodeAction.Make"/>; nothing else does.</summary>
    private void OnProceed(Proceed proceed)
    {
        if (_failure is not null || _isMaking || Phase != NodePhase.Waiting)
            return;
        if (!_fits || _plan is null || proceed.Plan != _plan.Hash)
        {
            FailLocally("told to proceed with a plan that was not judged to fit; no disk was touched");
            return;
        }
        _isMaking = true;
        _isReady = false;
        Publish(new NodeRunEvent.Proceeding());
        _actions.Add(new NodeAction.Make());
    }

    private void OnMade()
    {
        if (!_isMaking || _failure is not null)
            return;
        _isMade = true;
        Report(new DisksReady());
    }

    private void OnInstalled()
    {
        if (!Installs || _failure is not null)
            return;
        _isInstalled = true;
        Report(new InstallComplete());
    }

    /// <summary>The disks are to be made anew before the next round.</summary>
    private void ForgetMade() => (_isMaking, _isMade, _isInstalled) = (false, false, false);
}

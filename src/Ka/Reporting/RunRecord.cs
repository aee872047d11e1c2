using System;
using System.Text;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Operator;
using Ka.Runs;
using Ka.Runtime;

namespace Ka.Reporting;

/// <summary>Writes the directory of a run while the run lasts, on a thread of its own: a slow or full disk delays no decision.
/// What cannot be written is reported once.</summary>
internal sealed class RunRecord : IDisposable
{
    private const long MostEventBytes = 64 << 20;

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly RunDirectory _directory;
    private readonly NodeLogRecorder _keeper;
    private readonly Action<string> _say;
    private readonly Observer<RunEvent> _observer;
    private readonly RunHosts _hosts;
    private RotatingFile? _events;
    private SenderJson? _json;
    private int _complaints;
    private TimeSpan _progressAt;

    /// <param name="keeper">Of the nodes' logs.</param>
    /// <param name="say">A line for people; from any thread.</param>
    public RunRecord(RunDirectory directory, NodeLogRecorder keeper, Action<string> say)
    {
        (_directory, _keeper, _say) = (directory, keeper, say);
        _hosts = new RunHosts(directory);
        _observer = new Observer<RunEvent>(new ObserverOptions("record"), Write)
        {
            IsRequired = happened => happened is RunEvent.Ended,
            Dropped = count =>
            {
                Write(new RunEvent.Dropped(count));
                Complain($"the disk is too slow, {count} events are missing");
            },
            Failed = failure => Complain(failure.Message),
        };
    }

    public RunDirectory Directory => _directory;

    /// <summary>From any thread; never blocks.</summary>
    public void Report(RunEvent happened)
    {
        Follow(happened);
        if (happened is RunEvent.NodeEnded ended)
            _keeper.Release(ended.Node.Address);
        _observer.Publish(happened);
    }

    /// <summary>An event of the run that sends the rescue: a machine that asks for it will be a node of this run.</summary>
    public void Follow(RunEvent happened)
    {
        if (happened is RunEvent.NodeJoined joined)
            _keeper.Follow(joined.Node.Address);
    }

    /// <summary>Reports that something could not be written, the first time.</summary>
    public void Complain(string reason)
    {
        if (Interlocked.Increment(ref _complaints) == 1)
            _say($"what this run leaves in '{_directory.Path}' is not complete: {reason}");
    }

    /// <summary>Returns when everything is written.</summary>
    public void Dispose()
    {
        _keeper.End();
        if (!_observer.Finish(s_patience))
            Complain("the disk takes nothing");
        else
            _events?.Dispose();
    }

    private void Write(RunEvent happened)
    {
        _events ??= _directory.Append(RunDirectory.Events, MostEventBytes);
        _json ??= new SenderJson(new JsonLineWriter(_events));
        Write(_json, happened);
    }

    private void Write(SenderJson json, RunEvent happened)
    {
        if (happened is RunEvent.Progressed progress)
        {
            if (progress.Elapsed >= _progressAt && progress.Elapsed - _progressAt < s_progressInterval)
                return;
            _progressAt = progress.Elapsed;
        }
        json.Report(happened);
        if (happened is RunEvent.NodeBooted booted)
            _hosts.Add(booted.Report);
        if (happened is not RunEvent.Ended ended)
            return;
        _directory.Write(RunDirectory.Report, JsonLineWriter.Object(fields => SenderJson.End(fields, ended.Report)));
        _directory.Write(
            RunDirectory.ReportText,
            Encoding.UTF8.GetBytes(string.Join('\n', ReportText.Lines(ended.Report, quiet: false)) + "\n")
        );
    }
}

using System;
using System.Collections.Concurrent;
using System.Text;
using System.Threading;
using Ka.Golden;
using Ka.Linux;
using Ka.Operator;
using Ka.Runs;

namespace Ka.Reporting;

/// <summary>Writes a run's directory while the run goes, in a thread of its own: a disk that is slow or full holds up nobody, and what cannot be written is
/// said once.</summary>
internal sealed class RunRecord : IDisposable
{
    private const long MostEventBytes = 64 << 20;

    /// <summary>Events that wait to be written; more are dropped.</summary>
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<object> _waiting = [];
    private readonly RunDirectory _directory;
    private readonly LogKeeper _keeper;
    private readonly Action<string> _say;
    private readonly Thread _thread;
    private int _complaints;
    private TimeSpan _progressAt;

    /// <param name="keeper">Of the nodes' logs.</param>
    /// <param name="say">A line for people; from any thread.</param>
    public RunRecord(RunDirectory directory, LogKeeper keeper, Action<string> say)
    {
        (_directory, _keeper, _say) = (directory, keeper, say);
        _thread = new Thread(Write, 256 * 1024) { Name = "record", IsBackground = true };
        _thread.Start();
    }

    public RunDirectory Directory => _directory;

    /// <summary>From any thread.</summary>
    public void Report(GoldenEvent happened)
    {
        Follow(happened);
        if (happened is GoldenEvent.NodeEnded ended)
            _keeper.Release(ended.Address);
        if (_waiting.Count < MostWaiting)
            _waiting.Add(happened);
    }

    /// <summary>Of the run that sends the rescue: whoever asks for it is a node of ours.</summary>
    public void Follow(GoldenEvent happened)
    {
        if (happened is GoldenEvent.NodeJoined joined)
            _keeper.Follow(joined.Address);
    }

    /// <summary>Whatever could not be written is said, the first time.</summary>
    public void Complain(string reason)
    {
        if (Interlocked.Increment(ref _complaints) == 1)
            _say($"what this run leaves in '{_directory.Path}' is not complete: {reason}");
    }

    /// <summary>Returns when everything is written.</summary>
    public void Dispose()
    {
        _keeper.End();
        _waiting.CompleteAdding();
        if (_thread.Join(s_patience))
            _waiting.Dispose();
        else
            Complain("the disk takes nothing");
    }

    private void Write()
    {
        try
        {
            using var events = _directory.Append(RunDirectory.Events, MostEventBytes);
            var json = new GoldenJson(new JsonLines(events));
            while (_waiting.TryTake(out var happened, Timeout.Infinite))
                Write(json, (GoldenEvent)happened);
        }
        catch (Exception e)
        {
            // The thread's boundary: the run goes on without a record.
            Complain(e.Message);
        }
    }

    private void Write(GoldenJson json, GoldenEvent happened)
    {
        if (happened is GoldenEvent.Progressed progress)
        {
            if (progress.Elapsed >= _progressAt && progress.Elapsed - _progressAt < s_progressInterval)
                return;
            _progressAt = progress.Elapsed;
        }
        json.Report(happened);
        if (happened is not GoldenEvent.Ended ended)
            return;
        _directory.Write(RunDirectory.Report, JsonLines.Object(fields => GoldenJson.End(fields, ended.Report)));
        _directory.Write(RunDirectory.ReportText, Encoding.UTF8.GetBytes(string.Join('\n', ReportText.Lines(ended.Report, quiet: false)) + "\n"));
    }
}

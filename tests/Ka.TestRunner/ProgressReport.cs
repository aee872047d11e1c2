using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Ka.TestRunner;

/// <summary>Lines that say what a test run does, for a reader who waits: finished classes, failures, and at least every
/// <see cref="s_period"/> the count and the tests that run.</summary>
/// <remarks>The lines go to the file that <c>KA_PROGRESS</c> names; build.sh names a pipe to its own output.
/// Thread-safe.</remarks>
internal sealed class ProgressReport : IDisposable
{
    private const int ShownRunning = 4;

    private const int ShownLetters = 150;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(15);

    /// <summary>A class that took less has no line of its own.</summary>
    private static readonly TimeSpan s_worthALine = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Name, long Start)> _running = [];
    private readonly StreamWriter _output;
    private readonly string _project;
    private readonly int _total;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Timer _timer;
    private long _lastLine = Stopwatch.GetTimestamp();
    private int _finished;
    private int _failed;

    private ProgressReport(Stream output, string project, int total)
    {
        (_output, _project, _total) = (new StreamWriter(output) { AutoFlush = true }, project, total);
        _timer = new Timer(_ => ShowRunning(), null, s_period, TimeSpan.FromSeconds(1));
    }

    /// <summary>Opens the file of <c>KA_PROGRESS</c>; null where there is none.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ProgressReport? Open(string project, int total) =>
        Environment.GetEnvironmentVariable("KA_PROGRESS") is { Length: > 0 } file
            // A pipe has no position, and no lock.
            ? new ProgressReport(
                new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0),
                project,
                total
            )
            : null;

    /// <summary>Notes that a test case runs.</summary>
    public void Start(string id, string name)
    {
        lock (_gate)
            _running[id] = (name, Stopwatch.GetTimestamp());
    }

    /// <summary>Counts a test case.</summary>
    public void Finish(string id)
    {
        lock (_gate)
        {
            _running.Remove(id);
            _finished++;
        }
    }

    /// <summary>Shows a failure when it happens; the runner shows all of it.</summary>
    public void Fail(string name, string message)
    {
        lock (_gate)
        {
            _failed++;
            Write($"FAILED {name}: {FirstLine(message)}");
        }
    }

    /// <summary>Shows a class all of whose tests have ended.</summary>
    /// <param name="time">The sum of its tests.</param>
    public void FinishClass(string name, int tests, TimeSpan time)
    {
        lock (_gate)
            if (time >= s_worthALine)
                Write(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}: {tests} {(tests == 1 ? "test" : "tests")} in {Seconds(time)}"
                    )
                );
    }

    /// <summary>Ends the lines.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
            _output.Dispose();
    }

    private void ShowRunning()
    {
        lock (_gate)
            if (_running.Count > 0 && Stopwatch.GetElapsedTime(_lastLine) >= s_period)
            {
                var shown = _running
                    .Values.OrderBy(test => test.Start)
                    .Take(ShownRunning)
                    .Select(test => $"{test.Name} ({Seconds(Stopwatch.GetElapsedTime(test.Start))})");
                Write("running " + string.Join(", ", shown));
            }
    }

    private void Write(string text)
    {
        var failed = _failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {_failed} failed");
        try
        {
            _output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(_start):mm\\:ss} {_project} {_finished} of {_total}{failed}: {text}"
                )
            );
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The reader has gone, or the run is over: the tests count, not the lines.
        }
        _lastLine = Stopwatch.GetTimestamp();
    }

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds < 9.95
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");

    private static string FirstLine(string text)
    {
        var line = text.Split('\n')[0].Trim();
        return line.Length <= ShownLetters ? line : line[..ShownLetters] + "...";
    }
}

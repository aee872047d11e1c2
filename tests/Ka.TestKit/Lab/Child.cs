using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace Ka.TestKit;

/// <summary>A process that we started: leader of a process group of its own, its signals at their defaults, waited for by
/// a thread of its own, so that the moment of its end and its cost are right. Dispose kills the group.</summary>
public sealed partial class Child : IDisposable
{
    private static readonly TimeSpan s_sampling = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Launch _launch;
    private readonly MemoryFile? _output;
    private readonly MemoryFile? _errors;
    private readonly ManualResetEventSlim _ended = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _peakBytes;
    private volatile ChildExit? _exit;

    private Child(Launch launch)
    {
        _launch = launch;
        _output = launch.OutputFile == null && !launch.ShowOutput ? new MemoryFile() : null;
        _errors = launch.ErrorFile == null && !launch.ShowErrors ? new MemoryFile() : null;
        using var input = launch.InputText == null ? null : new MemoryFile(launch.InputText);
        Id = Spawn(input);
        new Thread(Reap, 256 << 10) { IsBackground = true, Name = $"reap {Id}" }.Start();
        if (launch.WatchMemory)
            new Thread(WatchMemory, 256 << 10) { IsBackground = true, Name = $"watch {Id}" }.Start();
    }

    /// <summary>Its process id and the id of its process group.</summary>
    public int Id { get; }

    /// <summary>How it ended; null while it runs.</summary>
    public ChildExit? Exit => _exit;

    /// <summary>What it wrote to standard output until now, as UTF-8; nothing where that went elsewhere.</summary>
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    /// <inheritdoc cref="Output"/>
    public byte[] OutputBytes => _output?.Read() ?? [];

    /// <summary>What it wrote to standard error until now.</summary>
    public string Errors => Encoding.UTF8.GetString(_errors?.Read() ?? []);

    /// <exception cref="ChildFailedException">There is no such program.</exception>
    /// <exception cref="OperationCanceledException">We were interrupted.</exception>
    public static Child Start(Launch launch)
    {
        if (launch.CleansUp)
            return new Child(launch);
        Interruption.ThrowIfRequested();
        var child = new Child(launch);
        Interruption.Add(child);
        return child;
    }

    /// <summary>Runs it to its end and gives its standard output.</summary>
    /// <exception cref="ChildFailedException">It failed, or ran longer than <paramref name="deadline"/> (two minutes unless
    /// said).</exception>
    public static string Run(Launch launch, TimeSpan? deadline = null)
    {
        using var child = Start(launch);
        child.WaitForSuccess(deadline ?? TimeSpan.FromMinutes(2));
        return child.Output;
    }

    /// <inheritdoc cref="Run(Launch, TimeSpan?)"/>
    public static string Run(string program, params string[] arguments) => Run(new Launch(program, arguments));

    /// <summary>Waits for its end, at most that long.</summary>
    /// <exception cref="ChildFailedException">It still runs; its output until then is in the message.</exception>
    /// <exception cref="OperationCanceledException">We were interrupted.</exception>
    public ChildExit Wait(TimeSpan deadline)
    {
        var ended = _ended.Wait(deadline);
        if (!_launch.CleansUp)
            Interruption.ThrowIfRequested();
        return ended ? _exit! : throw new ChildFailedException($"still running after {deadline.TotalSeconds:0.#} s: {Account()}");
    }

    /// <inheritdoc cref="Wait"/>
    /// <exception cref="ChildFailedException">It failed.</exception>
    public ChildExit WaitForSuccess(TimeSpan deadline)
    {
        var exit = Wait(deadline);
        return exit.IsSuccess ? exit : throw new ChildFailedException($"exit status {exit.Status}: {Account()}");
    }

    /// <summary>Sends a signal to the process itself. Nothing happens when it has ended.</summary>
    public void Signal(int signal) => Send(Id, signal);

    /// <summary>Sends a signal to the process and its whole group: a shell with its pipeline.</summary>
    public void SignalAll(int signal) => Send(-Id, signal);

    /// <summary>SIGKILL to the process and its whole group.</summary>
    public void Kill() => Send(-Id, SpawnCalls.SIGKILL);

    public void Dispose()
    {
        Kill();
        _ended.Wait(TimeSpan.FromSeconds(10));
        Interruption.Remove(this);
        _output?.Dispose();
        _errors?.Dispose();
    }

    /// <summary>The words it was started with and what it said: for messages.</summary>
    public string Account()
    {
        var said = new[] { Errors.Trim(), Output.Trim() }.Where(text => text.Length > 0).Select(EndOf);
        return string.Join('\n', said.Prepend(_launch.ToString()));
    }

    private static string EndOf(string text) => text.Length > 4000 ? "..." + text[^4000..] : text;

    private void Send(int target, int signal)
    {
        // Under the lock the process cannot be reaped, so its number cannot have become another's.
        lock (_gate)
            if (_exit == null)
                _ = SpawnCalls.kill(target, signal);
    }

    private void Reap()
    {
        var siginfo = new byte[SpawnCalls.LargestStruct];
        while (
            SpawnCalls.waitid(SpawnCalls.P_PID, Id, siginfo, SpawnCalls.WEXITED | SpawnCalls.WNOWAIT) != 0
            && Marshal.GetLastPInvokeError() == SpawnCalls.EINTR
        ) { }
        var elapsed = Stopwatch.GetElapsedTime(_started);
        var rusage = new byte[SpawnCalls.RusageSize];
        lock (_gate)
        {
            // What it left behind in its group goes with it.
            _ = SpawnCalls.kill(-Id, SpawnCalls.SIGKILL);
            _ = SpawnCalls.wait4(Id, out var status, 0, rusage);
            _exit = new ChildExit(ChildExit.StatusOf(status), ChildExit.CpuOf(rusage), Volatile.Read(ref _peakBytes), elapsed);
        }
        _ended.Set();
    }

    // A thread of its own: a timer waits for the thread pool, which tests that block keep busy for longer than a short child
    // lives.
    private void WatchMemory()
    {
        do SampleMemory();
        while (!_ended.Wait(s_sampling));
    }

    /// <summary>VmHWM only grows while the program is the same, so the last sight of it is the peak but for the last 20
    /// ms.</summary>
    private void SampleMemory()
    {
        try
        {
            const string Label = "VmHWM:",
                Unit = "kB";
            var line = File.ReadLines($"/proc/{Id}/status")
                .FirstOrDefault(text => text.StartsWith(Label, StringComparison.Ordinal));
            if (line != null)
                Volatile.Write(
                    ref _peakBytes,
                    1024 * long.Parse(line[Label.Length..^Unit.Length].Trim(), CultureInfo.InvariantCulture)
                );
        }
        catch (IOException)
        {
            // It has just ended.
        }
    }
}

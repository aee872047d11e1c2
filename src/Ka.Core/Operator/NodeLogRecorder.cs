using System;
using System.Collections.Generic;
using System.Net;
using System.Text;
using System.Threading;
using Ka.Linux;
using Ka.Runs;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>Writes the log of each node of a run into a file of its own, from the moment the node is known.</summary>
/// <remarks> A thread and two descriptors for each node; a node that is slow or dead delays no other. Half of the process's
/// descriptors stay for the run itself: beyond that, nodes are not recorded, and when the run needs more of them later, the nodes
/// that came last are recorded no further.
/// </remarks>
public sealed class NodeLogRecorder
{
    /// <summary>Most bytes of one node's log.</summary>
    public const long MostBytes = 16 << 20;

    /// <summary>Most nodes that are recorded; further ones are not.</summary>
    public const int MostNodes = 1024;

    private const int DescriptorsOfNode = 2;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_closingTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_stoppingTime = TimeSpan.FromSeconds(1);

    private readonly Token? _token;
    private readonly ushort _port;
    private readonly RunDirectory _directory;
    private readonly Action<string> _complain;
    private readonly object _lock = new();
    private readonly Dictionary<IPAddress, Recording> _nodes = [];
    private readonly List<Recording> _running = [];
    private Ticker? _ticker;
    private bool _isOver;

    /// <param name="token">null: <c>--open</c>.</param>
    /// <param name="port">The port of the nodes' log servers.</param>
    /// <param name="complain">Called with what cannot be recorded; from any thread.</param>
    public NodeLogRecorder(Token? token, ushort port, RunDirectory directory, Action<string> complain) =>
        (_token, _port, _directory, _complain) = (token, port, directory, complain);

    private static string Shortage =>
        $"file descriptors are short (the limit is {OpenFiles.Limit}, half of it is kept for the run)";

    /// <summary>Gives the number of open descriptors beyond the half that recordings may use; negative while there are
    /// fewer.</summary>
    internal Func<long> Excess { get; init; } = () => OpenFiles.Count() - OpenFiles.Limit / 2;

    /// <summary>Gives the name of a node's log in the run's directory.</summary>
    public static string NameOf(IPAddress node) => $"{RunDirectory.Logs}/{node}.log";

    /// <summary>Starts to record a node. Does nothing for a node that is recorded.</summary>
    public void Follow(IPAddress node)
    {
        var isShort = false;
        lock (_lock)
        {
            var before = _nodes.GetValueOrDefault(node);
            if (_isOver || before is { IsReleased: false } || before is null && _nodes.Count >= MostNodes)
                return;
            before?.Stop();
            isShort = before is null && Excess() > 0;
            if (!isShort)
                _running.Add(_nodes[node] = new Recording(this, node, before));
            _ticker ??= new Ticker("log files", s_look, GiveBack, e => _complain($"logs of nodes: {e.Message}"));
        }
        if (isShort)
            _complain($"log of {node}: not recorded, {Shortage}");
    }

    /// <summary>Notes that a node has its verdict: when it is lost now it restarts, and another system answers at its
    /// address.</summary>
    public void Release(IPAddress node)
    {
        lock (_lock)
            if (_nodes.TryGetValue(node, out var recording))
                recording.Release();
    }

    /// <summary>Ends the recording. Nodes that are connected get three seconds to send what they have logged.</summary>
    public void End()
    {
        var closing = Deadline.After(s_closingTime);
        lock (_lock)
        {
            while (IsAnyConnected() && !closing.HasPassed)
                Monitor.Wait(_lock, closing.Left);
            _isOver = true;
            _ticker?.Dispose();
            foreach (var recording in _nodes.Values)
                recording.Stop();
        }
        var stopping = Deadline.After(s_stoppingTime);
        foreach (var recording in _nodes.Values)
            recording.Join(stopping.Left);
    }

    /// <summary>Ends the recordings of the nodes that came last, as many as the run needs descriptors.</summary>
    private void GiveBack()
    {
        var count = 0;
        lock (_lock)
            for (var excess = Excess(); excess > 0 && _running.Count > 0 && !_isOver; excess -= DescriptorsOfNode)
            {
                _running[^1].GiveUp();
                _running.RemoveAt(_running.Count - 1);
                count++;
            }
        if (count > 0)
            _complain($"the logs of {count} nodes are not recorded any further: {Shortage}");
    }

    private bool IsAnyConnected()
    {
        foreach (var recording in _nodes.Values)
            if (recording.IsConnected)
                return true;
        return false;
    }

    /// <summary>The recording of one node, on a thread of its own.</summary>
    private sealed class Recording : ILogReport
    {
        private readonly NodeLogRecorder _owner;
        private readonly IPAddress _node;
        private readonly LogFollower _watch;
        private readonly WorkerThread _thread;
        private RotatingFile? _file;
        private volatile bool _isGivenUp;

        /// <param name="before">The stopped recording of the same node, which has the same file; null: none.</param>
        public Recording(NodeLogRecorder owner, IPAddress node, Recording? before)
        {
            (_owner, _node) = (owner, node);
            _watch = new LogFollower(new IPEndPoint(node, owner._port), owner._token, this);
            _thread = WorkerThread.Start($"log of {node}", () => Run(before), Complain, WorkerThread.SmallStack);
        }

        /// <summary>True when the node's log server is connected. Guarded by the owner's lock, like all state but the
        /// file.</summary>
        public bool IsConnected { get; private set; }

        public bool IsReleased { get; private set; }

        public void Stop() => _watch.Stop();

        /// <summary>Stops because the run needs the descriptors. The file says so at its end.</summary>
        public void GiveUp()
        {
            _isGivenUp = true;
            Stop();
        }

        public void Join(TimeSpan patience) => _thread.Join(patience);

        public void Release()
        {
            IsReleased = true;
            if (!IsConnected)
                Stop();
        }

        void ILogReport.Follows(IPAddress node, BytePath host, long line)
        {
            lock (_owner._lock)
                IsConnected = true;
        }

        void ILogReport.Line(IPAddress node, long number, string text) => Write(text + "\n");

        void ILogReport.Missed(IPAddress node, long lines) => Write($"--- {lines} lines were lost here\n");

        void ILogReport.Lost(IPAddress node, string reason)
        {
            bool isNews;
            lock (_owner._lock)
            {
                IsConnected = false;
                // A released node restarts, as it should.
                isNews = !IsReleased && _file is not null;
                if (IsReleased)
                    Stop();
                Monitor.PulseAll(_owner._lock);
            }
            if (isNews)
                Write($"--- {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}Z no connection: {reason}\n");
        }

        void ILogReport.Output(IPAddress node, int stream, ReadOnlySpan<byte> bytes)
        {
            // No commands are run here.
        }

        void ILogReport.Ended(IPAddress node, CommandEnd end, int status)
        {
            // No commands are run here.
        }

        void ILogReport.Failed(IPAddress node, string reason) => Write($"--- not followed: {reason}\n");

        private void Run(Recording? before)
        {
            before?._thread.Join();
            try
            {
                _watch.Run();
                if (_isGivenUp && _file is not null)
                    Write($"--- not followed any further: {Shortage}\n");
            }
            finally
            {
                _file?.Dispose();
                lock (_owner._lock)
                {
                    IsConnected = false;
                    _owner._running.Remove(this);
                    Monitor.PulseAll(_owner._lock);
                }
            }
        }

        private void Write(string text)
        {
            try
            {
                _file ??= _owner._directory.Append(NameOf(_node), MostBytes);
                _file.Append(Encoding.UTF8.GetBytes(text));
            }
            catch (LinuxException e)
            {
                Complain(e);
                Stop();
            }
        }

        private void Complain(Exception e) => _owner._complain($"log of {_node}: {e.Message}");
    }
}

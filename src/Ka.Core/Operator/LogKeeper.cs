using System;
using System.Collections.Generic;
using System.Net;
using System.Text;
using System.Threading;
using Ka.Linux;
using Ka.Runs;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>Writes what each node of a run says into a file of its own, from the moment the node is known: one that dies leaves its last words here.
/// A thread for each node; a node that is slow or dead holds up nobody.</summary>
public sealed class LogKeeper : IWatchReport
{
    /// <summary>Of one node's log.</summary>
    public const long MostBytes = 16 << 20;

    /// <summary>Nodes that are followed; of more the first.</summary>
    public const int MostNodes = 1024;

    private const int Stack = 256 * 1024;

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(3);

    private readonly Token? _token;
    private readonly ushort _port;
    private readonly RunDirectory _directory;
    private readonly Action<string> _complain;
    private readonly object _keeping = new();
    private readonly Dictionary<IPAddress, Followed> _nodes = [];
    private bool _isOver;

    /// <param name="token">null: <c>--open</c>.</param>
    /// <param name="port">Of the nodes' log servers.</param>
    /// <param name="complain">Hears of what cannot be written; from any thread.</param>
    public LogKeeper(Token? token, ushort port, RunDirectory directory, Action<string> complain) =>
        (_token, _port, _directory, _complain) = (token, port, directory, complain);

    private sealed class Followed(NodeWatch watch)
    {
        public NodeWatch Watch => watch;

        public BoundedFile? File { get; set; }

        /// <summary>Its log server tells us something at the moment.</summary>
        public bool IsHeard { get; set; }

        /// <summary>It has its verdict: when it is lost now, it restarts, and what has that address then is none of ours.</summary>
        public bool IsReleased { get; set; }
    }

    /// <summary>The name of a node's log in the run's directory.</summary>
    public static string NameOf(IPAddress node) => $"{RunDirectory.Logs}/{node}.log";

    /// <summary>A node is known. Nothing happens when it was.</summary>
    public void Follow(IPAddress node)
    {
        lock (_keeping)
        {
            if (_isOver || _nodes.Count >= MostNodes || _nodes.TryGetValue(node, out var known) && !known.IsReleased)
                return;
            known?.File?.Dispose();
            var watch = new NodeWatch(new IPEndPoint(node, _port), _token, this);
            _nodes[node] = new Followed(watch);
            new Thread(() => Run(watch, node), Stack) { Name = $"log of {node}", IsBackground = true }.Start();
        }
    }

    /// <summary>A node has its verdict.</summary>
    public void Release(IPAddress node)
    {
        lock (_keeping)
            if (_nodes.TryGetValue(node, out var followed))
            {
                followed.IsReleased = true;
                if (!followed.IsHeard)
                    followed.Watch.Stop();
            }
    }

    /// <summary>The run is over: nodes that can still say something get three seconds, then the files are closed.</summary>
    public void End()
    {
        var start = TimeProvider.System.GetTimestamp();
        lock (_keeping)
        {
            while (IsAnybodyHeard() && s_lastWords - TimeProvider.System.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
                Monitor.Wait(_keeping, left);
            _isOver = true;
            foreach (var followed in _nodes.Values)
            {
                followed.Watch.Stop();
                followed.File?.Dispose();
                followed.File = null;
            }
        }
    }

    void IWatchReport.Follows(IPAddress node, BytePath host, long line)
    {
        lock (_keeping)
            if (_nodes.TryGetValue(node, out var followed))
                followed.IsHeard = true;
    }

    void IWatchReport.Line(IPAddress node, long number, string text) => Write(node, text + "\n");

    void IWatchReport.Missed(IPAddress node, long lines) => Write(node, $"--- {lines} lines were lost here\n");

    void IWatchReport.Lost(IPAddress node, string reason)
    {
        bool isNews;
        lock (_keeping)
        {
            if (!_nodes.TryGetValue(node, out var followed))
                return;
            followed.IsHeard = false;
            // One that was released goes, as it should.
            isNews = !followed.IsReleased;
            if (followed.IsReleased)
                followed.Watch.Stop();
            Monitor.PulseAll(_keeping);
        }
        if (isNews)
            Write(node, $"--- {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}Z no connection: {reason}\n", mayBegin: false);
    }

    void IWatchReport.Output(IPAddress node, int stream, ReadOnlySpan<byte> bytes)
    {
        // We run no commands.
    }

    void IWatchReport.Ended(IPAddress node, CommandEnd end, int status)
    {
        // We run no commands.
    }

    void IWatchReport.Failed(IPAddress node, string reason) => Write(node, $"--- not followed: {reason}\n");

    private void Run(NodeWatch watch, IPAddress node)
    {
        try
        {
            watch.Run();
        }
        catch (Exception e)
        {
            // The thread's boundary: the run and the other logs go on.
            _complain($"log of {node}: {e.Message}");
        }
    }

    private bool IsAnybodyHeard()
    {
        foreach (var followed in _nodes.Values)
            if (followed.IsHeard)
                return true;
        return false;
    }

    /// <param name="mayBegin">It is reason enough to begin a file.</param>
    private void Write(IPAddress node, string text, bool mayBegin = true)
    {
        Followed? followed;
        lock (_keeping)
            if (_isOver || !_nodes.TryGetValue(node, out followed) || (followed.File is null && !mayBegin))
                return;
        try
        {
            // Only this node's own thread writes into it; a disk that is slow holds up that one alone.
            followed.File ??= _directory.Append(NameOf(node), MostBytes);
            followed.File.Append(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException)
        {
            if (e is LinuxException)
                _complain($"log of {node}: {e.Message}");
            followed.Watch.Stop();
        }
    }
}

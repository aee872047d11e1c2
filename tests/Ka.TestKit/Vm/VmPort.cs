using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

namespace Ka.TestKit;

/// <summary>A serial line of a virtual machine: everything that came is kept, and read once, in order. Threads may share
/// it.</summary>
public sealed class VmPort : IDisposable
{
    private const int ShownInMessages = 4000;

    private readonly string _name;
    private readonly Func<string?> _ending;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<byte> _bytes = [];
    private readonly FileStream _log;
    private Socket? _connection;
    private bool _closed;
    private bool _finished;
    private int _position;

    /// <param name="socket">Where QEMU will connect.</param>
    /// <param name="log">A file that gets everything, too, as it comes.</param>
    /// <param name="ending">How the machine ended; null while it runs.</param>
    internal VmPort(string name, string socket, string log, Func<string?> ending)
    {
        (_name, _ending) = (name, ending);
        Log = log;
        _log = new FileStream(log, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
        _listener.Bind(new UnixDomainSocketEndPoint(socket));
        _listener.Listen(1);
        new Thread(Receive, 256 << 10) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>The file with all that came. It stays.</summary>
    public string Log { get; }

    /// <summary>All that came until now, as UTF-8.</summary>
    public string Text
    {
        get
        {
            lock (_bytes)
                return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_bytes));
        }
    }

    /// <summary>Waits for a text behind what was read before, and reads up to its end.</summary>
    /// <returns>What was read.</returns>
    /// <exception cref="VmException">It did not come in time (<see cref="Vm.Slowness"/> times that), or the machine
    /// ended.</exception>
    public string Expect(string text, TimeSpan patience)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return Encoding.UTF8.GetString(
            Await(
                patience,
                $"'{text}'",
                unread =>
                {
                    var found = unread.IndexOf(wanted);
                    return found < 0 ? -1 : found + wanted.Length;
                }
            )
        );
    }

    /// <inheritdoc cref="Expect(string, TimeSpan)"/>
    public Match Expect(Regex pattern, TimeSpan patience)
    {
        Match? match = null;
        Await(
            patience,
            $"/{pattern}/",
            unread =>
            {
                // A character a byte: positions stay what they are.
                match = pattern.Match(Encoding.Latin1.GetString(unread));
                return match.Success ? match.Index + match.Length : -1;
            }
        );
        return match!;
    }

    /// <summary>Waits for so many bytes and reads them.</summary>
    /// <inheritdoc cref="Expect(string, TimeSpan)" path="/exception"/>
    public byte[] Take(int count, TimeSpan patience) =>
        Await(patience, $"{count} bytes", unread => unread.Length < count ? -1 : count);

    /// <summary>Types a line.</summary>
    /// <exception cref="VmException">The machine has not opened the line, or ended.</exception>
    public void SendLine(string text) => Send(Encoding.UTF8.GetBytes(text + "\n"));

    /// <inheritdoc cref="SendLine"/>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        Socket connection;
        lock (_bytes)
            connection = _connection ?? throw Failure("is not connected yet");
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[connection.Send(bytes)..];
        }
        catch (SocketException e)
        {
            throw Failure($"takes nothing any more: {e.Message}");
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_bytes)
        {
            _closed = true;
            _connection?.Dispose();
            Monitor.PulseAll(_bytes);
        }
        _log.Dispose();
    }

    private delegate int Search(ReadOnlySpan<byte> unread);

    private byte[] Await(TimeSpan patience, string what, Search search)
    {
        var allowed = patience * Vm.Slowness;
        var deadline = Environment.TickCount64 + (long)allowed.TotalMilliseconds;
        lock (_bytes)
        {
            for (var seen = -1; ; Monitor.Wait(_bytes, 200))
            {
                // Asked before the last look: what it said before it ended counts.
                var ended =
                    _closed ? "the line is closed"
                    : _finished || _connection is null ? _ending()
                    : null;
                if (_bytes.Count != seen && search(CollectionsMarshal.AsSpan(_bytes)[_position..]) is var end and >= 0)
                {
                    var read = CollectionsMarshal.AsSpan(_bytes).Slice(_position, end).ToArray();
                    _position += end;
                    return read;
                }
                seen = _bytes.Count;
                Interruption.ThrowIfRequested();
                if (ended is not null)
                    throw Failure($"did not say {what}: {ended}");
                if (Environment.TickCount64 > deadline)
                    throw Failure($"did not say {what} within {allowed.TotalSeconds:0} s");
            }
        }
    }

    private void Receive()
    {
        try
        {
            var connection = _listener.Accept();
            lock (_bytes)
                _connection = connection;
            var buffer = new byte[16 << 10];
            for (int count; (count = connection.Receive(buffer)) > 0; )
                lock (_bytes)
                {
                    if (_closed)
                        return;
                    _bytes.AddRange(buffer.AsSpan(0, count));
                    _log.Write(buffer, 0, count);
                    Monitor.PulseAll(_bytes);
                }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The machine is gone, or we are: whoever waits sees how it ended.
        }
        lock (_bytes)
        {
            _finished = true;
            Monitor.PulseAll(_bytes);
        }
    }

    private VmException Failure(string what)
    {
        var text = Text;
        return new VmException(
            $"{_name} {what}; all of it is in {Log}:\n{(text.Length > ShownInMessages ? "..." + text[^ShownInMessages..] : text)}"
        );
    }
}

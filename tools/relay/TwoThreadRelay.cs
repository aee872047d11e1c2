using System.Threading;
using static Relay.Native;

namespace Relay;

/// <summary>One thread reads into the ring, another writes from it; a lock and a condition between them.</summary>
internal sealed unsafe class TwoThreadRelay(int input, int output) : IRelay
{
    private readonly Ring _ring = new();
    private readonly object _gate = new();
    private long _received;
    private long _sent;
    private bool _ended;

    public long Run()
    {
        var writer = new Thread(Send);
        writer.Start();
        Receive();
        writer.Join();
        return _received;
    }

    public void Dispose() => _ring.Dispose();

    private void Receive()
    {
        while (!_ended)
        {
            var space = AwaitSpace();
            var count = OrBlocked(read(input, _ring.At(_received), Ring.Piece(_received, space)));
            lock (_gate)
            {
                _ended = count == 0;
                _received += count > 0 ? count : 0;
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Send()
    {
        while (AwaitBytes() is var waiting and > 0)
        {
            var count =
                output == Node.NoChild ? (nint)waiting : OrBlocked(write(output, _ring.At(_sent), Ring.Piece(_sent, waiting)));
            lock (_gate)
            {
                _sent += count > 0 ? count : 0;
                Monitor.Pulse(_gate);
            }
        }
    }

    private long AwaitSpace()
    {
        lock (_gate)
        {
            while (_received - _sent == Ring.Length)
                Monitor.Wait(_gate);
            return Ring.Length - (_received - _sent);
        }
    }

    /// <summary>0: the input ended and all of it was sent.</summary>
    private long AwaitBytes()
    {
        lock (_gate)
        {
            while (_received == _sent && !_ended)
                Monitor.Wait(_gate);
            return _received - _sent;
        }
    }
}

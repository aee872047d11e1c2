using System;
using static Relay.Native;

namespace Relay;

/// <summary>One thread reads into the ring and writes from it, on sockets that do not block; it polls when neither side
/// moved. With a consumer it frees only what that has opened as well: a node of the real chain.</summary>
internal sealed unsafe class RingRelay(int input, int output, Consumer? consumer) : IRelay
{
    private readonly Ring _ring = new();
    private long _received;
    private long _sent;
    private bool _ended;

    private long Space => Ring.Length - (_received - Math.Min(_sent, consumer?.Consumed ?? long.MaxValue));

    public long Run()
    {
        consumer?.Start(_ring);
        while (!_ended || _sent < _received)
            if (!(Receive() | Send()))
                Wait();
        consumer?.Finish();
        return _received;
    }

    public void Dispose() => _ring.Dispose();

    private bool Receive()
    {
        var space = Space;
        if (_ended || space == 0)
            return false;
        var count = OrBlocked(read(input, _ring.At(_received), Ring.Piece(_received, space)));
        if (count < 0)
            return false;
        _ended = count == 0;
        _received += count;
        consumer?.Offer(_received);
        return true;
    }

    private bool Send()
    {
        if (output == Node.NoChild)
            _sent = _received;
        if (_sent == _received)
            return false;
        var count = OrBlocked(write(output, _ring.At(_sent), Ring.Piece(_sent, _received - _sent)));
        _sent += count > 0 ? count : 0;
        return count > 0;
    }

    private void Wait()
    {
        var hasSpace = Space > 0;
        var waiting = stackalloc PollFd[3];
        waiting[0] = new PollFd { fd = _ended || !hasSpace ? -1 : input, events = POLLIN };
        waiting[1] = new PollFd { fd = _sent < _received ? output : -1, events = POLLOUT };
        waiting[2] = new PollFd { fd = hasSpace ? -1 : consumer?.Progress ?? -1, events = POLLIN };
        if (OrBlocked(poll(waiting, 3, -1)) > 0 && waiting[2].revents != 0)
            consumer!.ClearProgress();
    }
}

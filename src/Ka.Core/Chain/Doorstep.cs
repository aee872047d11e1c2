using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>Connections that were accepted and have not yet said who they are. Few, and not for long: whoever does not belong
/// to the run can make us hold no more than this.</summary>
/// <remarks>Belongs to the relay's thread; never blocks.</remarks>
internal sealed class Doorstep(UInt128 run, uint self, Bytes32 chainKey) : IDisposable
{
    /// <summary>The oldest one makes room for one more.</summary>
    public const int Places = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly List<Visitor> _visitors = [];

    public int Count => _visitors.Count;

    public Fd Socket(int index) => _visitors[index].Socket;

    public void Admit(Fd socket, TimeSpan now)
    {
        if (_visitors.Count == Places)
            Drop(0);
        _visitors.Add(new Visitor(socket, now + s_patience));
    }

    /// <summary>Reads what has come. A request once it is whole and right; null while it is not. Strangers are dropped.</summary>
    public AttachRequest? Advance(int index)
    {
        var visitor = _visitors[index];
        var read = visitor.Socket.Read(visitor.Greeting.AsSpan(visitor.Length));
        if (!read.IsSuccess || read.Value == 0)
        {
            if (!read.Is(Errno.EAGAIN))
                Drop(index);
            return null;
        }
        visitor.Length += (int)read.Value;
        if (visitor.Length < Attach.Size)
            return null;
        _visitors.RemoveAt(index);
        if (Known(visitor.Greeting) is { } attach)
            return new AttachRequest(visitor.Socket, attach);
        visitor.Socket.Dispose();
        return null;
    }

    public void DropLate(TimeSpan now)
    {
        while (_visitors.Count > 0 && _visitors[0].Deadline <= now)
            Drop(0);
    }

    public void Dispose()
    {
        while (_visitors.Count > 0)
            Drop(0);
    }

    private Attach? Known(ReadOnlySpan<byte> greeting)
    {
        try
        {
            var attach = Attach.Read(greeting);
            return attach.IsSignedWith(chainKey) && attach.Run == run && attach.Parent == self ? attach : null;
        }
        catch (ProtocolException)
        {
            // A stranger: a port scanner, another run. It learns nothing.
            return null;
        }
    }

    private void Drop(int index)
    {
        _visitors[index].Socket.Dispose();
        _visitors.RemoveAt(index);
    }

    private sealed class Visitor(Fd socket, TimeSpan deadline)
    {
        public Fd Socket { get; } = socket;

        public TimeSpan Deadline { get; } = deadline;

        public byte[] Greeting { get; } = new byte[Attach.Size];

        public int Length { get; set; }
    }
}

using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Ka.Relay;
using Ka.TestKit;

namespace Ka.Lab.Clone;

/// <summary>A bad cable in front of one node: on that node's own host it answers at its parent's address, so the node's hop
/// to the parent goes through it, unseen. The first connection is damaged once, later ones are not.</summary>
internal sealed class BadHop : IDisposable
{
    /// <summary>Bytes towards the child in, bytes out: what arrives, and whether the connection lives on.</summary>
    /// <param name="position">Of the first byte of the piece, counted from the start of the connection.</param>
    public delegate byte[] Damage(byte[] piece, long position, out bool lives);

    private readonly LabHost _child;
    private readonly LabHost _parent;
    private readonly LabHost _elsewhere;
    private readonly Damage _damage;
    private readonly Socket _listener;
    private int _connections;

    /// <param name="elsewhere">A host that reaches the true parent.</param>
    public BadHop(LabHost child, LabHost parent, LabHost elsewhere, Damage damage)
    {
        (_child, _parent, _elsewhere, _damage) = (child, parent, elsewhere, damage);
        // The parent's address is the child's own here, but nobody else shall hear of that (ip-sysctl: arp_ignore).
        Child.Run(new Launch("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore") { Namespace = _child.Name });
        Child.Run("ip", "-netns", _child.Name, "addr", "add", $"{_parent.Address}/32", "dev", "lo");
        _listener = _child.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        _listener.Bind(new IPEndPoint(IPAddress.Parse(_parent.Address), DataPort.Default));
        _listener.Listen();
        Start(Accept);
    }

    /// <summary>Connections that the child made through here.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public void Dispose() => _listener.Dispose();

    private static void Start(Action work) => new Thread(() => Quietly(work)) { IsBackground = true }.Start();

    private static void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other hears of it.
        }
    }

    private void Accept()
    {
        while (true)
        {
            var down = _listener.Accept();
            var damage = Interlocked.Increment(ref _connections) == 1 ? _damage : Untouched;
            var up = _elsewhere.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            Start(() =>
            {
                using (down)
                using (up)
                {
                    up.Connect(IPAddress.Parse(_parent.Address), DataPort.Default);
                    Start(() => Pass(down, up, Untouched));
                    Quietly(() => Pass(up, down, damage));
                }
            });
        }
    }

    private static byte[] Untouched(byte[] piece, long position, out bool lives)
    {
        lives = true;
        return piece;
    }

    private static void Pass(Socket from, Socket to, Damage damage)
    {
        var buffer = new byte[64 << 10];
        long position = 0;
        var lives = true;
        while (lives && from.Receive(buffer) is > 0 and var count)
        {
            SendAll(to, damage(buffer[..count], position, out lives));
            position += count;
        }
    }

    private static void SendAll(Socket to, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[to.Send(bytes)..];
    }
}

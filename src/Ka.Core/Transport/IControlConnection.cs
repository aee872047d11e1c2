using System.Net;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>A control connection as the event loop of a role uses it. No member blocks.</summary>
/// <remarks>A <see cref="Connection"/>, or one of the simulation (docs/adr/0033-simulated-loops.md).</remarks>
public interface IControlConnection
{
    /// <summary>Address and port of the peer.</summary>
    IPEndPoint Remote { get; }

    /// <summary>Our own address and port on this connection.</summary>
    IPEndPoint Local { get; }

    /// <summary>Sends a message, or queues it.</summary>
    /// <returns>false: the connection is over; its receiver gets the reason.</returns>
    bool TrySend(ControlMessage message);

    /// <summary>Ends our side after the queued messages.</summary>
    void Finish();

    /// <summary>Ends both directions now.</summary>
    void ShutDown();
}

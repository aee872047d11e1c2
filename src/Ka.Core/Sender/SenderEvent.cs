using Ka.Coordination;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>An input of the <see cref="SenderLoop"/>. What comes from a connection or a round that is over is void.</summary>
internal abstract record SenderEvent
{
    private SenderEvent() { }

    /// <summary>A node, or an operator who says go, was authenticated.</summary>
    /// <param name="Host">Its host name, for people.</param>
    /// <param name="Request"><see cref="Join"/> or <see cref="Go"/>.</param>
    public sealed record Entered(IControlConnection Connection, BytePath Host, ControlMessage Request) : SenderEvent;

    /// <summary>A clone proved its own secret and reports its first boot.</summary>
    public sealed record Booted(IControlConnection Connection, uint Node, BootReport Report) : SenderEvent;

    /// <summary>A message on an authenticated connection.</summary>
    public sealed record Said(IControlConnection Connection, ControlMessage Message) : SenderEvent;

    /// <summary>An authenticated connection ended.</summary>
    public sealed record Left(IControlConnection Connection, string Reason) : SenderEvent;

    /// <summary>An event of a round: of its producer or its relay.</summary>
    public sealed record OfRound(ISenderRound By, CoordinatorEvent Happened) : SenderEvent;

    /// <summary>A member of the run wants to be the golden node's child.</summary>
    public sealed record ChildAsked(ISenderRound By, ChildRequest Request) : SenderEvent;

    /// <summary>An input of the coordinator from the operator or from a worker.</summary>
    public sealed record Given(CoordinatorEvent Event) : SenderEvent;
}

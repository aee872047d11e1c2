namespace Ka.Network.Interfaces;

/// <summary>The phase of an interface on its way to an address.</summary>
public enum InterfacePhase
{
    /// <summary>It is being set up, or cannot be.</summary>
    Down,

    /// <summary>No cable, or no device at its other end.</summary>
    NoCarrier,

    /// <summary>It could be used and is not: the static address is another's.</summary>
    Idle,

    /// <summary>Asks who gives addresses.</summary>
    Asking,

    /// <summary>Asks for the address that was offered.</summary>
    Requesting,

    /// <summary>Has an address.</summary>
    Ready,
}

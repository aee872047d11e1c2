namespace Ka.Disks.Model;

/// <summary>How a file of a golden node gives an interface its address.</summary>
/// <param name="Interface">Its name; with <c>*</c> any that is like it; empty: any.</param>
/// <param name="Address"><c>10.0.0.5/24</c>, or <see cref="Dhcp"/>.</param>
public sealed record InterfaceSetup(string Interface, string Address)
{
    /// <summary>The address of an interface that asks for one.</summary>
    public const string Dhcp = "dhcp";

    /// <summary>Why another address cannot be put there; empty: it can.</summary>
    public string Obstacle { get; init; } = "";

    public bool IsStatic => Address != Dhcp;
}

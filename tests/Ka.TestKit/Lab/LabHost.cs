namespace Ka.TestKit;

/// <summary>A machine of the lab: a network namespace with one interface, eth0, on the lab's bridge. Its files are
/// ours.</summary>
public sealed class LabHost
{
    internal LabHost(string name, string address, LabLink link)
    {
        Name = name;
        Address = address;
        Link = link;
    }

    /// <summary>The namespace's name, for <c>ip netns exec</c>.</summary>
    public string Name { get; }

    /// <summary>Its IPv4 address.</summary>
    public string Address { get; }

    /// <summary>The cable between it and the bridge.</summary>
    public LabLink Link { get; }

    /// <summary>Starts a program on this host.</summary>
    /// <inheritdoc cref="Child.Start" path="/exception"/>
    public Child Start(Launch launch) => Child.Start(launch with { Namespace = Name });

    /// <summary>Runs our own code on this host; the sockets that it makes stay there.</summary>
    /// <exception cref="System.IO.IOException">It failed, or the namespace cannot be entered.</exception>
    public T Run<T>(System.Func<T> work) => NamespaceThread.Run(Name, work);

    /// <inheritdoc cref="Start(Launch)"/>
    public Child Start(string program, params string[] arguments) => Start(new Launch(program, arguments));
}

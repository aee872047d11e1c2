namespace Ka.TestKit;

/// <summary>What a lab is made of.</summary>
public sealed record LabOptions
{
    /// <summary>How many hosts; their addresses are 10.77.0.1, 10.77.0.2 and so on.</summary>
    public required int Hosts { get; init; }

    /// <summary>The rate of every link, both ways, in Mbit/s; null: as fast as the machine.</summary>
    public int? Rate { get; init; }

    /// <summary>Every connection between hosts uses TCP cubic, whatever this machine's default is. Peers that cannot choose
    /// it themselves are measured with it.</summary>
    public bool Cubic { get; init; }
}

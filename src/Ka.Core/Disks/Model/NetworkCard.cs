namespace Ka.Disks.Model;

/// <summary>A wired network card of a machine.</summary>
public sealed record NetworkCard
{
    /// <summary>Its interface's name: <c>eno1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The hardware address that it was made with: <c>52:54:00:12:34:56</c>.</summary>
    public required string Mac { get; init; }

    /// <summary>The kernel's driver; null: not known.</summary>
    public string? Driver { get; init; }

    /// <summary>Mbit/s; null: not known.</summary>
    public int? Speed { get; init; }

    /// <summary>Its place on the machine's buses, which orders cards: <c>pci0000:00/0000:00:03.0</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The interface of the default route, when that lies on this card and is another one: <c>br0</c>.</summary>
    public string? Route { get; init; }

    /// <summary>It carries the machine's default route, or, on a node, the run.</summary>
    public bool IsMain { get; init; }
}

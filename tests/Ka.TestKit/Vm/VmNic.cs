namespace Ka.TestKit;

/// <summary>A network card of a virtual machine, plugged into a tap device that is there.</summary>
/// <param name="Tap">The device's name, in the machine's namespace (<see cref="VmPlan.Namespace"/>).</param>
/// <param name="Mac"><c>52:54:00:12:34:56</c>.</param>
/// <param name="Model">As QEMU calls it: <c>virtio-net-pci</c>, <c>e1000</c>, <c>e1000e</c>, <c>rtl8139</c>,
/// <c>vmxnet3</c>.</param>
public sealed record VmNic(string Tap, string Mac, string Model = "virtio-net-pci")
{
    /// <summary>The firmware boots from the network over it, in the order of these; null: never.</summary>
    public int? BootIndex { get; init; }

    /// <summary>A file with another boot ROM; empty: none; null: QEMU's own iPXE.</summary>
    public string? Rom { get; init; }
}

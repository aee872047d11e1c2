using System;
using System.Linq;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Wire;

/// <summary>The limits of an inventory: what the writer makes the reader takes, and nothing more.</summary>
public sealed class InventoryTests
{
    private static readonly BytePath s_label = BytePath.FromText(new string('x', WireLimits.Label));

    [Fact]
    public void As_many_as_may_be_with_labels_as_long_as_may_be_fit_into_a_frame()
    {
        var largest = Make(WireLimits.Interfaces, WireLimits.Disks);
        var frame = ControlFrame.Encode(largest);

        Assert.InRange(frame.Length, 1, WireLimits.Frame);
        Assert.Equal(largest, ControlFrame.TryTake(frame, PeerRole.Node, out _));
    }

    [Theory]
    [InlineData(WireLimits.Interfaces + 1, 0)]
    [InlineData(0, WireLimits.Disks + 1)]
    public void More_cannot_be_written(int interfaces, int disks) =>
        Assert.ThrowsAny<ArgumentException>(() => ControlFrame.Encode(Make(interfaces, disks)));

    [Fact]
    public void A_count_above_the_limit_is_refused_by_its_name()
    {
        var frame = ControlFrame.Encode(Make(0, 0));
        // The last field is the count of disks.
        frame[^2] = 0x40;

        Assert.Contains(
            "disks: 16384 entries, limit 128",
            Assert.Throws<ProtocolException>(() => ControlFrame.TryTake(frame, PeerRole.Node, out _)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_count_without_its_entries_is_refused()
    {
        var frame = ControlFrame.Encode(Make(0, 0));
        frame[^1] = 3;

        Assert.Throws<ProtocolException>(() => ControlFrame.TryTake(frame, PeerRole.Node, out _));
    }

    [Fact]
    public void It_is_no_message_of_a_server() =>
        Assert.Throws<ProtocolException>(() => ControlFrame.TryTake(ControlFrame.Encode(Make(1, 1)), PeerRole.Server, out _));

    private static Inventory Make(int interfaces, int disks) =>
        new Inventory
        {
            Firmware = Firmware.Bios,
            SecureBoot = false,
            Memory = 1 << 30,
            Processors = 4,
            Processor = s_label,
            Devices = 9,
            Interfaces = [.. Enumerable.Repeat(new InventoryInterface(s_label, s_label, s_label, 1000), interfaces)],
            Disks =
            [
                .. Enumerable.Repeat(
                    new InventoryDisk
                    {
                        Name = s_label,
                        Model = s_label,
                        Serial = s_label,
                        Transport = s_label,
                        Size = 1L << 40,
                        SectorSize = 512,
                        Removable = false,
                    },
                    disks
                ),
            ],
        };
}

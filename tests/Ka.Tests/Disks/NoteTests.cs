using System;
using System.Linq;
using Ka.Disks.Check;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>Notes and refusals of <c>ka layout</c>: a person can act on each. <see cref="CapturePropertyTests"/> holds those of
/// thousands of machines against the same rule.</summary>
public sealed class NoteTests
{
    [Fact]
    public void Every_finding_names_something_and_says_what_to_do_or_what_follows()
    {
        foreach (var kind in Enum.GetValues<CaptureFindingKind>())
            Assert.Null(NoteRule.Breach(new CaptureFinding(kind, "/dev/sda3", "/srv", "something").ToString()));
    }

    [Theory]
    [InlineData("sda and sdb have the same label 'root'")]
    [InlineData("'/' is not on a disk that can be described")]
    [InlineData("something is not copied")]
    [InlineData("map-no-disk sda: mount it\n")]
    public void A_sentence_that_leaves_a_person_alone_breaks_the_rule(string sentence) =>
        Assert.NotNull(NoteRule.Breach(sentence));

    [Fact]
    public void A_root_that_is_in_no_layout_is_named_with_what_to_do()
    {
        Assert.Equal(
            "'/' is on overlay (overlay), which is no disk of this machine: run ka on the golden node itself and in no "
                + "container, or name the golden tree (--root)",
            Refusal(new CapturedMachine().Mount("overlay", "/", "overlay"))
        );
        Assert.Equal(
            "'/' is on /dev/sdz1, which is no fixed disk of this machine: name its disk (--disk)",
            Refusal(new CapturedMachine().Other("sdz1").Mount("sdz1", "/"))
        );
        Assert.Equal(
            "'/' is on /dev/dm-0, and what is on it cannot be described (crypt, ext4): name a golden tree that is on disks, "
                + "arrays or volumes (--root)",
            Refusal(new CapturedMachine().Unknown("dm-0").Mount("dm-0", "/"))
        );
        Assert.Equal(
            "'/golden' is on nothing that is mounted here: name the golden tree (--root)",
            Refusal(new CapturedMachine { Facts = new CaptureFacts { Root = "/golden" } })
        );
    }

    // A container with a disk's node and without the right to read it: found on a machine at hand.
    [Fact]
    public void A_disk_that_cannot_be_read_is_no_disk_that_cannot_be_described()
    {
        var number = new DeviceNumber(254, 0);
        var facts = new CaptureFacts
        {
            Devices = [new CapturedDevice(["/dev/vda"], number, "disk", ["vda"], "vda") { IsUnreadable = true }],
            Mounts =
            [
                new KernelMount
                {
                    Id = 27,
                    Parent = 1,
                    Device = number,
                    Root = "/",
                    Target = "/",
                    Type = "ext4",
                    Source = "/dev/root",
                },
            ],
        };
        Assert.Equal(
            "'/' is on /dev/vda, which cannot be read: run ka where it can be, as root and in no container",
            RootPlace.Refusal(facts)
        );
        var found = CaptureCheck.Check(
            new Capture(
                new Layout
                {
                    Version = 1,
                    Firmware = Firmware.Bios,
                    Disks = [],
                },
                facts
            ),
            new PlannedCopy()
        );
        Assert.Contains("(it cannot be read)", Assert.Single(found).ToString(), StringComparison.Ordinal);
    }

    private static string Refusal(CapturedMachine machine)
    {
        var refusal = RootPlace.Refusal(machine.Capture().Facts);
        Assert.Null(NoteRule.Breach(refusal));
        return refusal;
    }
}

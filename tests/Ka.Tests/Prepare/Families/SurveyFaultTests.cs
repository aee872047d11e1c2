using System;
using System.IO;
using System.Linq;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare.Families;

/// <summary>Faults of the survey of 2026-11-28 that have no test of their number elsewhere; each was red on 22c5520.</summary>
public sealed class SurveyFaultTests
{
    [Fact]
    public void Fault_2_a_tree_without_systemd_has_a_machine_id_that_is_not_empty()
    {
        using var room = new Room().Kernel().GrubForPc().File("/etc/machine-id", Trees.Machine + "\n").File("/sbin/openrc-run");
        var written = room.Plan(Room.Seed("vda")).Steps.OfType<WriteFile>().Single(step => step.Path == "/etc/machine-id");

        Assert.Equal(33, written.Content.Length);
        Assert.NotEqual(Trees.Machine + "\n", written.Content);
    }

    [Fact]
    public void Fault_6_boot_entries_are_named_after_the_new_machine_id()
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/machine-id", Trees.Machine + "\n")
            .File($"/boot/loader/entries/{Trees.Machine}-6.1.0.conf", "options root=x\n");
        var id = new string('b', 32);
        var plan = room.Plan(Room.Seed("vda"), null, request => request with { MachineId = id });

        Assert.Contains(
            new MovePath(
                "boot entries",
                $"/boot/loader/entries/{Trees.Machine}-6.1.0.conf",
                $"/boot/loader/entries/{id}-6.1.0.conf"
            ),
            plan.Steps
        );
    }

    [Fact]
    public void Fault_13_an_initramfs_that_has_no_room_is_not_a_generic_one()
    {
        using var room = new Room()
            .GrubForPc()
            .File("/boot/vmlinuz-6.1.0")
            .File("/lib/modules/6.1.0/modules.dep")
            .File("/boot/initramfs-6.1.0.img", "x")
            .File("/usr/bin/dracut");
        // A rescue kernel's initramfs tells what a generic one takes: more than any disk of a test has.
        using (var rescue = File.Create($"{room.Root}/boot/initramfs-0-rescue-{Trees.Machine}.img"))
            rescue.SetLength(1L << 43);
        var plan = room.Plan(Room.Seed("vda"), Room.Seed("sda"));

        Assert.DoesNotContain(plan.Steps, step => step.Action.Contains("--no-hostonly", StringComparison.Ordinal));
        Assert.Contains(plan.Notes, note => note.Contains("it is made for this machine alone", StringComparison.Ordinal));
    }
}

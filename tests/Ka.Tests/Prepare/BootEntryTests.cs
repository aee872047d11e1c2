using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Manifests.Comparison;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>The machine id of a clone, and what is named after it.</summary>
public sealed class BootEntryTests
{
    private const string Old = "0123456789abcdef0123456789abcdef",
        Image = "fedcba9876543210fedcba9876543210",
        Kernel = "5.14.0-427.el9.x86_64";

    [Fact]
    public void Entries_rescue_kernels_and_the_saved_entry_follow_the_machine_id()
    {
        using var room = Rocky();
        var plan = room.Plan(Room.Gpt("vda", Firmware.Uefi), Room.Gpt("sda", Firmware.Uefi));
        var id = IdOf(plan);
        Assert.Equal(
            [
                $"/boot/initramfs-0-rescue-{Old}.img to /boot/initramfs-0-rescue-{id}.img",
                $"/boot/vmlinuz-0-rescue-{Old} to /boot/vmlinuz-0-rescue-{id}",
                $"/boot/loader/entries/{Old}-0-rescue.conf to /boot/loader/entries/{id}-0-rescue.conf",
                $"/boot/loader/entries/{Old}-{Kernel}.conf to /boot/loader/entries/{id}-{Kernel}.conf",
            ],
            Moves(plan)
        );
        Assert.Equal($"# GRUB Environment Block\nsaved_entry={id}-{Kernel}\n####", Rewritten(room, plan, "/boot/grub2/grubenv"));
        Assert.Equal(
            $"title Rocky (0-rescue-{id})\nlinux /vmlinuz-0-rescue-{id}\ninitrd /initramfs-0-rescue-{id}.img\n",
            Rewritten(room, plan, $"/boot/loader/entries/{Old}-0-rescue.conf")
        );
        // The id of a longer number, and a third kernel's entry, are not ours.
        Assert.DoesNotContain(plan.Steps, step => step.Action.Contains("foreign", StringComparison.Ordinal));
        var kept = room.Plan(Room.Gpt("vda", Firmware.Uefi), more: request => request with { KeepIdentity = true });
        Assert.Empty(Moves(kept));
    }

    [Fact]
    public void What_programs_of_the_tree_run_after_has_the_new_names_already()
    {
        using var room = Rocky();
        var steps = room.Plan(Room.Gpt("vda", Firmware.Uefi), Room.Gpt("sda", Firmware.Uefi)).Steps.ToList();
        var moved = steps.FindLastIndex(step => step.Action.StartsWith("boot entries: ", StringComparison.Ordinal));
        Assert.InRange(moved, 1, steps.FindIndex(step => step is RunInTree { What: "initramfs" or "boot loader" }) - 1);
        // A repeated preparation knows an old id by the names that still have it.
        Assert.InRange(
            steps.FindLastIndex(step => step is RewriteFile { What: "boot entries" }),
            1,
            steps.FindIndex(step => step.Action.Contains(" to /boot/", StringComparison.Ordinal)) - 1
        );
    }

    [Fact]
    public void Entries_of_an_installed_kernel_that_carry_an_images_id_get_the_clones()
    {
        using var room = Rocky().File($"/boot/loader/entries/{Image}-{Kernel}.conf", "title image\n");
        var plan = room.Plan(Room.Gpt("vda", Firmware.Uefi));
        var id = IdOf(plan);
        room.File("/etc/machine-id", id + "\n");
        // What a preparation that was stopped left behind.
        File.Move($"{room.Root}/boot/loader/entries/{Old}-0-rescue.conf", $"{room.Root}/boot/loader/entries/{id}-0-rescue.conf");
        File.Delete($"{room.Root}/boot/loader/entries/{Image}-{Kernel}.conf");
        var again = room.Plan(Room.Gpt("vda", Firmware.Uefi));
        var next = IdOf(again);
        Assert.NotEqual(id, next);
        Assert.Contains($"/boot/loader/entries/{id}-0-rescue.conf to /boot/loader/entries/{next}-0-rescue.conf", Moves(again));
        Assert.Contains($"/boot/loader/entries/{Old}-{Kernel}.conf to /boot/loader/entries/{next}-{Kernel}.conf", Moves(again));
        Assert.Equal(
            $"# GRUB Environment Block\nsaved_entry={next}-{Kernel}\n####",
            Rewritten(room, again, "/boot/grub2/grubenv")
        );
    }

    [Fact]
    public void Directories_of_kernel_install_tokens_and_unified_images_follow()
    {
        using var room = new Room()
            .Kernel()
            .File("/etc/machine-id", Old + "\n")
            .File("/etc/kernel/entry-token", Old + "\n")
            .File("/etc/kernel/install.conf", $"layout=bls\nMACHINE_ID={Old}\n")
            .File("/etc/machine-info", $"PRETTY_HOSTNAME=x\nKERNEL_INSTALL_MACHINE_ID={Old}\n")
            .File("/etc/kernel/cmdline", $"root=/dev/sda3 systemd.machine_id={Image} quiet\n")
            .File($"/boot/efi/{Old}/6.1.0/linux")
            .File($"/boot/efi/{Old}/6.1.0/initrd")
            .File($"/boot/efi/EFI/Linux/{Old}-6.1.0.efi")
            .File($"/boot/efi/loader/loader.conf", $"default {Old}-*\n")
            .File(
                $"/boot/efi/loader/entries/{Old}-6.1.0+3.conf",
                $"title a\nmachine-id {Old}\noptions root=/dev/sda3 systemd.machine_id={Old}\nlinux /{Old}/6.1.0/linux\n"
            )
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi")
            .File("/usr/bin/bootctl");
        var plan = room.Plan(Room.Gpt("vda", Firmware.Uefi), Room.Gpt("sda", Firmware.Uefi));
        var id = IdOf(plan);
        Assert.Equal(
            [
                $"/boot/efi/{Old} to /boot/efi/{id}",
                $"/boot/efi/loader/entries/{Old}-6.1.0+3.conf to /boot/efi/loader/entries/{id}-6.1.0+3.conf",
                $"/boot/efi/EFI/Linux/{Old}-6.1.0.efi to /boot/efi/EFI/Linux/{id}-6.1.0.efi",
            ],
            Moves(plan)
        );
        Assert.Equal(id + "\n", Rewritten(room, plan, "/etc/kernel/entry-token"));
        Assert.Equal($"layout=bls\nMACHINE_ID={id}\n", Rewritten(room, plan, "/etc/kernel/install.conf"));
        Assert.Equal($"PRETTY_HOSTNAME=x\nKERNEL_INSTALL_MACHINE_ID={id}\n", Rewritten(room, plan, "/etc/machine-info"));
        Assert.Equal($"default {id}-*\n", Rewritten(room, plan, "/boot/efi/loader/loader.conf"));
        Assert.Equal(
            $"root=UUID={Room.Id(3, 'a')} systemd.machine_id={id} quiet\n",
            Rewritten(room, plan, "/etc/kernel/cmdline")
        );
        Assert.Equal(
            $"title a\nmachine-id {id}\noptions root=UUID={Room.Id(3, 'a')} systemd.machine_id={id}\nlinux /{id}/6.1.0/linux\n",
            Rewritten(room, plan, $"/boot/efi/loader/entries/{Old}-6.1.0+3.conf")
        );
    }

    [Fact]
    public void A_token_that_is_a_word_keeps_the_names_after_it()
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/machine-id", Old + "\n")
            .File("/etc/kernel/entry-token", "debian\n")
            .File("/boot/loader/entries/debian-6.1.0.conf", "title a\nlinux /debian/6.1.0/linux\n");
        var plan = room.Plan(Room.Seed("vda"));
        Assert.Empty(Moves(plan));
        Assert.DoesNotContain(plan.Steps.OfType<RewriteFile>(), step => step.What == "boot entries");
    }

    [Theory]
    [InlineData(Old + "\n", true)]
    [InlineData("", true)]
    [InlineData("uninitialized\n", false)]
    public void The_machine_id_is_never_empty(string golden, bool isWritten)
    {
        using var room = new Room().Kernel().GrubForPc().File("/etc/machine-id", golden);
        var written = room.Plan(Room.Seed("vda")).Steps.OfType<WriteFile>().Where(step => step.Path == "/etc/machine-id");
        Assert.Equal(isWritten ? 1 : 0, written.Count());
        Assert.All(written, step => Assert.Matches("^[0-9a-f]{32}\n$", step.Content));
    }

    [Fact]
    public void A_machine_id_that_is_kept_by_D_Bus_stays_one_file()
    {
        using var room = new Room().Kernel().GrubForPc().File("/var/lib/dbus/machine-id", Old + "\n").File("/etc/passwd");
        File.CreateSymbolicLink(room.Root + "/etc/machine-id", "/var/lib/dbus/machine-id");
        var plan = room.Plan(Room.Seed("vda"));
        Assert.DoesNotContain(plan.Steps.OfType<RemoveFiles>(), step => step.Paths.Contains("/var/lib/dbus/machine-id"));
        Assert.NotEqual(Old, IdOf(plan));
    }

    [Theory]
    [InlineData("root=/dev/sda3 ro crashkernel=auto\n", null, "root=UUID=@ ro crashkernel=auto")]
    [InlineData(null, "options $kernelopts $tuned_params quiet\n", "root=UUID=@ ro isolcpus=2-7 quiet")]
    [InlineData(null, null, "root=UUID=@ ro console=ttyS0 quiet")]
    public void Programs_see_the_trees_own_command_line(string? line, string? options, string expected)
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=console=ttyS0\n")
            .File("/boot/grub/grubenv", "# GRUB Environment Block\nkernelopts=root=/dev/sda3 ro isolcpus=2-7\n###");
        if (line is not null)
            room.File("/etc/kernel/cmdline", line);
        if (options is not null)
            room.File("/boot/loader/entries/a-6.1.0.conf", options);
        Assert.Equal(
            expected.Replace("@", Room.Id(3, 'a'), StringComparison.Ordinal),
            room.Plan(Room.Gpt("vda", Firmware.Bios), Room.Gpt("sda", Firmware.Bios)).CommandLine
        );
    }

    [Fact]
    public void The_next_kernels_line_stays_newer_than_the_defaults_of_GRUB()
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"root=/dev/sda1\"\n")
            .File("/etc/kernel/cmdline", "ro quiet\n");
        File.SetLastWriteTimeUtc(room.Root + "/etc/default/grub", DateTime.UtcNow.AddHours(-1));
        Assert.Contains(
            "order of times: /etc/kernel/cmdline newer than /etc/default/grub",
            room.Plan(Room.Seed("vda"), Room.Seed("sda")).Steps.Select(step => step.Action)
        );
        File.SetLastWriteTimeUtc(room.Root + "/etc/kernel/cmdline", DateTime.UtcNow.AddHours(-2));
        Assert.DoesNotContain(room.Plan(Room.Seed("vda"), Room.Seed("sda")).Steps, step => step is MakeNewer);
    }

    [Theory]
    [InlineData("/boot/loader/entries/" + Old + "-6.1.0.conf", DifferenceKind.Missing, true)]
    [InlineData("/boot/efi/" + Old, DifferenceKind.Missing, true)]
    [InlineData("/boot/efi/" + Old + "/6.1.0/linux", DifferenceKind.Extra, true)]
    [InlineData("/boot/vmlinuz-0-rescue-" + Old, DifferenceKind.Missing, true)]
    [InlineData("/boot/vmlinuz-6.1.0", DifferenceKind.Missing, false)]
    [InlineData("/boot/efi/vendor/6.1.0/linux", DifferenceKind.Missing, false)]
    [InlineData("/boot/loader/entries/a-6.1.0.conf", DifferenceKind.Missing, false)]
    public void Only_what_carries_an_id_may_have_another_name(string path, DifferenceKind kind, bool isMeant) =>
        Assert.Equal(isMeant, CloneDifferences.ReasonFor(new Difference(BytePath.FromText(path), kind, "what")) is not null);

    private static Room Rocky() =>
        new Room()
            .File("/etc/machine-id", Old + "\n")
            .File($"/boot/vmlinuz-{Kernel}")
            .File($"/boot/initramfs-{Kernel}.img")
            .File($"/boot/vmlinuz-0-rescue-{Old}")
            .File($"/boot/initramfs-0-rescue-{Old}.img")
            .File($"/lib/modules/{Kernel}/modules.dep")
            .File($"/lib/modules/{Kernel}/modules.alias", Room.Aliases)
            .File("/usr/bin/dracut")
            .File("/etc/os-release", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n")
            .File($"/boot/loader/entries/{Old}-{Kernel}.conf", $"title Rocky\nlinux /vmlinuz-{Kernel}\noptions ro\n")
            .File(
                $"/boot/loader/entries/{Old}-0-rescue.conf",
                $"title Rocky (0-rescue-{Old})\nlinux /vmlinuz-0-rescue-{Old}\ninitrd /initramfs-0-rescue-{Old}.img\n"
            )
            .File($"/boot/loader/entries/{Image}-foreign.conf", "title foreign\n")
            .File("/boot/grub2/grubenv", $"# GRUB Environment Block\nsaved_entry={Old}-{Kernel}\n####")
            .File("/boot/efi/EFI/rocky/grubx64.efi")
            .File("/boot/efi/EFI/rocky/shimx64.efi")
            .File("/usr/sbin/grub2-mkconfig");

    private static string IdOf(PreparePlan plan) =>
        plan.Steps.OfType<WriteFile>().Single(step => step.Path == "/etc/machine-id").Content.TrimEnd();

    private static List<string> Moves(PreparePlan plan) =>
        [
            .. plan
                .Steps.Select(step => step.Action)
                .Where(action => action.StartsWith("boot entries: ", StringComparison.Ordinal) && action.Contains(" to /"))
                .Select(action => action["boot entries: ".Length..]),
        ];

    /// <summary>A file after all steps that rewrite it.</summary>
    private static string Rewritten(Room room, PreparePlan plan, string path) =>
        plan
            .Steps.OfType<RewriteFile>()
            .Where(step => step.Path == path)
            .Aggregate(room.Text(path), (text, step) => step.Rewrite(text));
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>What started a machine, from the firmware's variables and from boot code.</summary>
public sealed class BootOriginTests
{
    private const string Esp = "7a5a6e4c-0000-4000-8000-000000000100";

    private const string Global = "8be4df61-93ca-11d2-aa0d-00e098032b8c";

    private static readonly Disk s_disk = new()
    {
        Name = "sda",
        Size = 1L << 32,
        SectorSize = 512,
        Table = new PartitionTable
        {
            Kind = TableKind.Gpt,
            Id = "7A5A6E4C-0000-4000-8000-00000000000A",
            Partitions =
            [
                new Partition
                {
                    Number = 1,
                    Start = 1 << 20,
                    Size = 1 << 20,
                    Type = PartitionTypes.GptEsp,
                    Uuid = Esp.ToUpperInvariant(),
                },
            ],
        },
    };

    // A load option by UEFI 2.10, 3.1.3, for a loader on a GPT, without the attributes of efivarfs.
    [Fact]
    public void A_boot_option_has_a_label_a_partition_and_a_path()
    {
        var option = Convert.FromHexString(
            "01000000620064006500620069006100"
                + "6e000000"
                + "04012a00010000000008000000000000000010000000000"
                + "04c6e5a7a000000408000000000000100"
                + "0202"
                + "04043400"
                + "5c004500460049005c00640065006200690061006e005c007300680069006d007800360034002e006500660069000000"
                + "7fff0400"
        );

        Assert.Equal(new LoadOption("debian", Esp, "/EFI/debian/shimx64.efi"), LoadOption.Parse(option));
    }

    [Fact]
    public void A_boot_option_of_an_MBR_has_its_disks_id_and_the_number()
    {
        var node = new byte[42];
        new byte[] { 4, 1, 42, 0, 2 }.CopyTo(node, 0);
        Convert.FromHexString("2714be59").CopyTo(node, 24);
        (node[40], node[41]) = (1, 1);

        Assert.Equal("59be1427-02", LoadOption.Parse(Option("x", node))!.Partition);
    }

    [Fact]
    public void Damaged_boot_options_are_none()
    {
        var whole = Debian();
        for (var length = 0; length < whole.Length; length++)
            Assert.Null(LoadOption.Parse(whole.AsSpan(0, length)));
        // A node that says it has no length.
        Assert.Null(LoadOption.Parse(Option("x", [4, 4, 0, 0])));
        Assert.Null(LoadOption.Parse(Option("x", [4, 4, 200, 0])));
    }

    [Fact]
    public void BootCurrent_says_which_entry_started_the_machine()
    {
        using var variables = new TempDir();
        Variable(variables, "BootCurrent-" + Global, 0x1a, 0);
        Variable(variables, "Boot001A-" + Global, Debian());
        Variable(variables, "Boot0000-" + Global, Option("other", Drive(Esp), File("\\EFI\\systemd\\systemd-bootx64.efi")));

        var origin = BootOrigins.FromVariables(variables.Path, [s_disk]);

        Assert.Equal(new BootOrigin { Entry = "debian", Path = "/EFI/debian/shimx64.efi" }, origin);
        Assert.Equal("grub", origin!.Kind);
        Assert.Equal("the firmware's entry 'debian', /EFI/debian/shimx64.efi", origin.ToString());
    }

    [Fact]
    public void LoaderInfo_says_what_no_name_of_a_file_does()
    {
        using var variables = new TempDir();
        Variable(variables, "BootCurrent-" + Global, 1, 0);
        Variable(variables, "Boot0001-" + Global, Option("UEFI OS", Drive(Esp), File("\\EFI\\BOOT\\BOOTX64.EFI")));
        var silent = BootOrigins.FromVariables(variables.Path, [s_disk])!;
        Assert.Equal((null, null), (silent.Kind, silent.Home));

        Variable(
            variables,
            "LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f",
            Encoding.Unicode.GetBytes("systemd-boot 252.39-1~deb12u1\0")
        );
        Assert.Equal("systemd-boot", BootOrigins.FromVariables(variables.Path, [s_disk])!.Kind);
    }

    [Fact]
    public void A_machine_that_a_stick_or_the_network_started_says_nothing_of_its_disks()
    {
        using var variables = new TempDir();
        Assert.Null(BootOrigins.FromVariables(variables.Path, [s_disk]));

        Variable(variables, "BootCurrent-" + Global, 1, 0);
        Variable(
            variables,
            "Boot0001-" + Global,
            Option("stick", Drive("11111111-2222-4333-8444-555555555555"), File("\\EFI\\debian\\grubx64.efi"))
        );
        Assert.Null(BootOrigins.FromVariables(variables.Path, [s_disk]));

        // MAC and IPv4.
        Variable(variables, "Boot0001-" + Global, Option("UEFI PXEv4", [3, 11, 4, 0], [3, 12, 4, 0]));
        Assert.Null(BootOrigins.FromVariables(variables.Path, [s_disk]));
    }

    [Theory]
    [InlineData("systemd-boot 255", "/EFI/debian/shimx64.efi", "systemd-boot")]
    [InlineData("GRUB 2.12", null, "grub")]
    [InlineData("rEFInd 0.14.2", null, "refind")]
    [InlineData("GRUB legacy", null, "grub-legacy")]
    [InlineData("SYSLINUX", null, "extlinux")]
    [InlineData(null, "/EFI/systemd/systemd-bootx64.efi", "systemd-boot")]
    [InlineData(null, "/EFI/Linux/arch-linux.efi", "uki")]
    [InlineData(null, "/EFI/GRUB/grubx64.efi", "grub")]
    [InlineData(null, "/EFI/BOOT/BOOTX64.EFI", null)]
    [InlineData(null, "/EFI/Microsoft/Boot/bootmgfw.efi", null)]
    [InlineData(null, "/vmlinuz-linux", null)]
    public void Names_of_loaders_are_those_of_the_layout(string? loader, string? path, string? kind) =>
        Assert.Equal(kind, new BootOrigin { Loader = loader, Path = path }.Kind);

    [Fact]
    public void Boot_code_says_what_a_BIOS_starts()
    {
        Assert.Equal("grub", Kind(Code("GRUB \0Geom\0Hard Disk\0Read\0 Error\r\n\0")));
        Assert.Equal("grub-legacy", Kind(Code("GRUB \0Geom\0Hard Disk\0Read\0 Error\0")));
        Assert.Equal("lilo", Kind(Code("LILO")));
        Assert.Equal("extlinux", Kind(Code("Missing operating system.\r\n\0Multiple active partitions.\r\n")));
        Assert.Null(Kind(Code("Invalid partition table\0Error loading operating system\0")));
        Assert.Null(Kind([null]));
        // Both disks of a mirror, and a disk without code.
        Assert.Equal("lilo", Kind([.. Code("LILO"), .. Code("LILO"), .. Code("")]));
        Assert.Null(Kind([.. Code("LILO"), .. Code("GRUB \0Geom")]));
    }

    [Fact]
    public void A_layout_keeps_what_started_its_machine()
    {
        var origin = new BootOrigin
        {
            Loader = "GRUB 2.12",
            Entry = "debian",
            Path = "/EFI/debian/shimx64.efi",
        };
        var text = LayoutText.Write(DiskDocumentTests.Example with { StartedBy = origin });

        Assert.Equal(origin, LayoutText.Read(text).StartedBy);
        Assert.DoesNotContain("startedBy", LayoutText.Write(DiskDocumentTests.Example), StringComparison.Ordinal);
        foreach (var path in new[] { "EFI/x.efi", "/EFI/../../x.efi", "/EFI//x", "/EFI/x\\n" })
            Assert.Contains(
                "startedBy.path",
                Assert
                    .Throws<LayoutException>(() =>
                        LayoutText.Read(text.Replace("/EFI/debian/shimx64.efi", path, StringComparison.Ordinal))
                    )
                    .Message,
                StringComparison.Ordinal
            );
    }

    private static string? Kind(IEnumerable<byte[]?> codes) => BootOrigins.FromCode(codes)?.Kind;

    private static byte[]?[] Code(string text)
    {
        var code = new byte[PartitionTable.BootCodeLength];
        Encoding.ASCII.GetBytes(text).CopyTo(code, text == "LILO" ? 6 : 0x80);
        return [code];
    }

    private static byte[] Debian() => Option("debian", Drive(Esp), File("\\EFI\\debian\\shimx64.efi"));

    private static byte[] Option(string label, params byte[][] nodes)
    {
        byte[] path = [.. nodes.SelectMany(node => node), 0x7f, 0xff, 4, 0];
        return [1, 0, 0, 0, (byte)path.Length, 0, .. Encoding.Unicode.GetBytes(label + "\0"), .. path];
    }

    private static byte[] Drive(string partition) => [4, 1, 42, 0, .. new byte[20], .. new Guid(partition).ToByteArray(), 2, 2];

    private static byte[] File(string path)
    {
        var text = Encoding.Unicode.GetBytes(path + "\0");
        return [4, 4, (byte)(text.Length + 4), 0, .. text];
    }

    private static void Variable(TempDir directory, string name, params byte[] value) =>
        System.IO.File.WriteAllBytes(Path.Combine(directory.Text, name), [7, 0, 0, 0, .. value]);
}

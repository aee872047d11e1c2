using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Boot.Modules;
using Ka.KernelModules;
using Ka.Linux;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Boot;

/// <summary>Which modules a device wants, in which order they are loaded, and what happens when one is not.</summary>
public sealed class ModuleTests
{
    /// <summary>Lines of Debian's 6.1 kernel.</summary>
    private const string Aliases = """
        # Aliases extracted from modules themselves.
        alias pci:v00008086d0000100Esv*sd*bc*sc*i* e1000
        alias pci:v*d*sv*sd*bc01sc06i01* ahci
        alias pci:v00008086d00002922sv*sd*bc*sc*i* ahci
        alias pci:v*d*sv*sd*bc01sc08i02* nvme
        alias virtio:d00000001v* virtio_net
        alias virtio:d00000002v* virtio_blk
        alias scsi:t-0x00* sd_mod
        alias usb:v1645p0007d013[0-3]dc*dsc*dp*ic*isc*ip*in* usb_storage
        alias usb:v*p*d*dc*dsc*dp*ic08isc06ip50in* usb-storage
        alias dmi*:rvn*Kontron*:rn*mITX-APL*: kempld_core
        alias crypto-crc32c crc32c_intel
        alias crypto-crc32c crc32c_generic
        alias fs-overlay overlay
        """;

    private const string Scsi = "kernel/drivers/scsi/scsi_mod.ko kernel/drivers/scsi/scsi_common.ko";

    private const string Dependencies = $"""
        kernel/drivers/net/ethernet/intel/e1000/e1000.ko:
        kernel/drivers/ata/ahci.ko: kernel/drivers/ata/libahci.ko kernel/drivers/ata/libata.ko {Scsi}
        kernel/drivers/ata/libahci.ko: kernel/drivers/ata/libata.ko {Scsi}
        kernel/drivers/ata/libata.ko: kernel/drivers/scsi/scsi_mod.ko kernel/drivers/scsi/scsi_common.ko
        kernel/drivers/scsi/scsi_mod.ko: kernel/drivers/scsi/scsi_common.ko
        kernel/drivers/scsi/scsi_common.ko:
        kernel/drivers/net/virtio_net.ko.xz: kernel/drivers/net/net_failover.ko.xz kernel/net/core/failover.ko.xz
        kernel/drivers/net/net_failover.ko.xz: kernel/net/core/failover.ko.xz
        kernel/net/core/failover.ko.xz:
        kernel/fs/ext4/ext4.ko: kernel/fs/jbd2/jbd2.ko
        kernel/fs/jbd2/jbd2.ko:
        kernel/arch/x86/crypto/crc32c-intel.ko:
        kernel/crypto/crc32c_generic.ko:
        kernel/drivers/usb/storage/usb-storage.ko:
        kernel/a.ko: kernel/b.ko
        kernel/b.ko: kernel/a.ko
        """;

    private const string Soft = """
        # Soft dependencies extracted from modules themselves.
        softdep ext4 pre: crypto-crc32c post: no_such_module
        softdep jbd2 pre: crypto-crc32c
        softdep e1000 post: usb-storage
        softdep cifs gcm
        """;

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbb", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("d013[0-3]x", "d0133x", true)]
    [InlineData("d013[0-3]x", "d0134x", false)]
    [InlineData("d[0-2]*x", "d1abcx", true)]
    [InlineData("[!a]b", "cb", true)]
    [InlineData("[!a]b", "ab", false)]
    [InlineData("[]x]b", "]b", true)]
    [InlineData("[ab", "[ab", true)]
    [InlineData("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void A_pattern_matches_as_in_a_shell(string pattern, string text, bool matches) =>
        Assert.Equal(matches, ModuleGlob.IsMatch(Encoding.ASCII.GetBytes(pattern), Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00", "e1000")]
    [InlineData("pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01", "ahci")]
    [InlineData("pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02", "nvme")]
    [InlineData("virtio:d00000001v00001AF4", "virtio_net")]
    [InlineData("scsi:t-0x00", "sd_mod")]
    [InlineData("usb:v1645p0007d0132dc00dsc00dp00ic08isc06ip50in00", "usb_storage")]
    [InlineData("dmi:bvnX:bvr1:rvnFoo Kontron GmbH:rnCOMe mITX-APL Y:", "kempld_core")]
    [InlineData("crypto-crc32c", "crc32c_intel crc32c_generic")]
    [InlineData("pci:v0000FFFFd0000FFFFsv0000FFFFsd0000FFFFbcFFscFFiFF", "")]
    [InlineData("p", "")]
    public void A_device_wants_the_modules_whose_aliases_fit_each_once(string device, string modules) =>
        Assert.Equal(modules, string.Join(' ', Index().ModulesFor(Encoding.ASCII.GetBytes(device))));

    [Theory]
    [InlineData("ahci", "scsi_common scsi_mod libata libahci ahci")]
    [InlineData("virtio-net", "failover net_failover virtio_net")]
    [InlineData("ext4", "crc32c_intel crc32c_generic jbd2 ext4")]
    [InlineData("e1000", "e1000 usb_storage")]
    [InlineData("a", "b a")]
    [InlineData("no_such_module", "")]
    public void A_module_is_loaded_after_what_it_needs(string module, string order) =>
        Assert.Equal(order, string.Join(' ', Index().LoadOrder(module).Select(needed => needed.Name)));

    [Theory]
    [InlineData("crypto_crc32c", "crc32c_intel crc32c_generic")]
    [InlineData("crypto-crc32c", "crc32c_intel crc32c_generic")]
    [InlineData("fs_overlay", "")]
    [InlineData("virtio-net", "virtio_net")]
    public void A_name_or_an_alias_is_found_with_dashes_and_with_underscores(string name, string modules) =>
        Assert.Equal(modules, string.Join(' ', Index().Find(name).Select(module => module.Name)));

    [Fact]
    public void A_line_that_makes_no_sense_counts_for_nothing_and_is_kept_with_its_reason()
    {
        var index = new DepmodIndex(new DepmodFiles { Dependencies = "kernel/a.ko:\n/etc/passwd:\n"u8.ToArray() });

        Assert.Equal(["a"], index.All.Select(module => module.Name));
        Assert.Contains("/etc/passwd", Assert.Single(index.Damaged), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_built_in_is_not_loaded()
    {
        var index = Index("kernel/drivers/scsi/scsi_mod.ko\nkernel/drivers/scsi/scsi_common.ko\n");

        Assert.Equal("libata libahci ahci", string.Join(' ', index.LoadOrder("ahci").Select(needed => needed.Name)));
        Assert.True(index.IsBuiltIn("scsi-mod"));
    }

    [Fact]
    public void Drivers_are_loaded_until_nothing_new_appears_and_a_failure_does_not_stop_the_others()
    {
        using var root = new TempDir();
        var modules = Directory.CreateDirectory(Path.Combine(root.Text, "lib/modules/6.1/kernel"));
        File.WriteAllText(
            Path.Combine(root.Text, "lib/modules/6.1/modules.dep"),
            "kernel/bus.ko:\nkernel/disk.ko:\nkernel/bad.ko:\nkernel/late.ko:\nkernel/there.ko:\n"
        );
        File.WriteAllText(
            Path.Combine(root.Text, "lib/modules/6.1/modules.alias"),
            "alias pci:bus* bus\nalias bus:disk* disk\nalias pci:bad* bad\nalias pci:gone* late\nalias pci:there* there\n"
        );
        foreach (var name in new[] { "bus", "disk", "bad", "there" })
            File.WriteAllText(Path.Combine(modules.FullName, name + ".ko"), name);
        Directory.CreateDirectory(Path.Combine(root.Text, "sys/module/there"));
        AddDevice(root, "pci", "0", "pci:bus1");
        AddDevice(root, "pci", "1", "pci:bad1");
        AddDevice(root, "pci", "2", "pci:gone1");
        AddDevice(root, "pci", "3", "pci:there1");
        List<string> loaded = [];
        var loader = new ModuleLoader(root.Path, "6.1", Load);
        List<ModuleLoad> told = [];

        loader.LoadForDevices(told.Add);
        loader.LoadForDevices(told.Add);

        Assert.Equal(["bus", "bad", "disk"], loaded);
        Assert.Equal(
            ["bus True", "bad False", "late False", "disk True"],
            told.Select(load => $"{load.Module} {load.Result.IsSuccess}")
        );
        Assert.Contains(
            "bad for pci:bad1: ENOEXEC",
            told.Select(load => load.ToString()).Single(text => text.StartsWith("bad", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Equal(5, loader.Devices);

        SysResult Load(Fd module)
        {
            var name = Encoding.ASCII.GetString(Files.ReadToEnd(module, default));
            loaded.Add(name);
            if (name == "bus")
                AddDevice(root, "bus", "0", "bus:disk7");
            return name == "bad" ? SysResult.Failure(Errno.ENOEXEC)
                : name == "disk" ? SysResult.Failure(Errno.EEXIST)
                : SysResult.Success(0);
        }
    }

    [Fact]
    public void A_machine_without_modules_and_without_devices_is_no_failure()
    {
        using var root = new TempDir();
        var loader = new ModuleLoader(root.Path, "6.1", _ => throw new InvalidOperationException());

        loader.LoadForDevices(_ => throw new InvalidOperationException());

        Assert.Equal((0, 0), (loader.Available, loader.Devices));
        Assert.False(loader.Load("loop", "a test", _ => throw new InvalidOperationException()));
    }

    private static void AddDevice(TempDir root, string bus, string name, string alias)
    {
        var directory = Directory.CreateDirectory(Path.Combine(root.Text, "sys/bus", bus, "devices", name));
        File.WriteAllText(Path.Combine(directory.FullName, "modalias"), alias + "\n");
    }

    private static DepmodIndex Index(string builtIn = "") =>
        new(
            new DepmodFiles
            {
                Dependencies = Encoding.ASCII.GetBytes(Dependencies),
                Aliases = Encoding.ASCII.GetBytes(Aliases),
                SoftDependencies = Encoding.ASCII.GetBytes(Soft),
                BuiltIn = Encoding.ASCII.GetBytes(builtIn),
            }
        );
}

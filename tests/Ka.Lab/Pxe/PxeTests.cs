using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using Ka.Lab.Imaging;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Pxe;

/// <summary><c>ka pxe</c> and machines that ask it what to boot, on a network of their own.</summary>
public sealed class PxeTests
{
    private const string Mac = "52:54:00:aa:bb:01";

    private const ushort Bios = 0,
        Uefi32 = 6,
        Uefi = 7,
        UefiByTheBook = 9;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly string[] s_server = ["--interface", "eth0", "--range", "10.77.3.30,10.77.3.40"];

    [Needs(Need.Product | Need.GoldenRoot)]
    public void A_DHCP_server_gives_each_kind_of_machine_an_address_and_its_boot_loader()
    {
        using var lab = new PxeLab();
        using var pxe = lab.Start(s_server);

        foreach (
            var (architecture, file) in new[]
            {
                ((ushort?)Bios, "X86PC/linux/linux.0"),
                (Uefi, "X86PC/linux/shimx64.efi"),
                (UefiByTheBook, "X86PC/linux/shimx64.efi"),
                (Uefi32, ""),
                (null, "X86PC/linux/linux.0"),
            }
        )
        {
            var offer = Discover(lab, Mac, architecture);
            Assert.Equal(file, offer.File);
            Assert.InRange(BitConverter.ToUInt32([.. offer.Yours.GetAddressBytes().Reverse()]), 0x0a4d031eu, 0x0a4d0328u);
            Assert.Equal([255, 255, 0, 0], offer.Options[1]);
            // 3 and 6: neither gateway nor name server, unless they are asked for.
            Assert.False(offer.Options.ContainsKey(3) || offer.Options.ContainsKey(6));
            if (file.Length > 0)
                Assert.Equal(lab.ServerAddress, offer.Server);
        }
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void What_is_in_the_tree_is_served_byte_for_byte_and_nothing_beside_it()
    {
        using var lab = new PxeLab();
        using var pxe = lab.Start(s_server);

        foreach (
            var path in new[]
            {
                "X86PC/linux/images/vmlinuz",
                "X86PC/linux/linux.0",
                "X86PC/linux/shimx64.efi",
                "X86PC/linux/pxelinux.cfg/default",
                "grub/grub.cfg",
            }
        )
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(lab.Root, path)),
                lab.OnMachine(() => TftpFile.Read(lab.ServerAddress, "/" + path))
            );
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(GoldenRoot.Directory, "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed")),
            File.ReadAllBytes(Path.Combine(lab.Root, "X86PC/linux/grubx64.efi"))
        );
        Assert.Throws<IOException>(() => lab.OnMachine(() => TftpFile.Read(lab.ServerAddress, "/X86PC/linux/no-such")));
        Assert.Throws<IOException>(() => lab.OnMachine(() => TftpFile.Read(lab.ServerAddress, "/../image/all.rdz")));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void A_proxy_says_what_to_boot_and_gives_no_address()
    {
        using var lab = new PxeLab();
        using var pxe = lab.Start("--interface", "eth0", "--proxy");

        foreach (
            var (architecture, file) in new[]
            {
                (Bios, "X86PC/linux/linux.0"),
                (Uefi, "X86PC/linux/shimx64.efi"),
                (UefiByTheBook, "X86PC/linux/shimx64.efi"),
            }
        )
        {
            var (offer, answer) = lab.OnMachine(() =>
            {
                using var machine = new BootRequest(Mac, architecture);
                var offer = machine.Discover();
                return (offer, machine.AskBootServer(lab.ServerAddress, lab.MachineAddress, offer));
            });
            Assert.Equal(IPAddress.Any, offer.Yours);
            Assert.Equal("PXEClient"u8.ToArray(), offer.Options[60]);
            Assert.Equal(file, answer.File);
            Assert.Equal(lab.ServerAddress, answer.Server);
        }
        // An ordinary client is none of a proxy's business.
        Assert.Throws<IOException>(() => Discover(lab, Mac, null));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void A_machine_is_armed_and_disarmed_by_its_address_while_the_server_runs()
    {
        using var lab = new PxeLab();
        using var pxe = lab.Start(s_server);
        var lease = lab.OnMachine(() =>
        {
            using var machine = new BootRequest(Mac, Bios);
            return machine.Request(machine.Discover());
        });

        lab.Entry(0, "arm", lease.Yours.ToString()).Dispose();
        Assert.Contains(
            "DEFAULT kamethod\n",
            System.Text.Encoding.UTF8.GetString(
                lab.OnMachine(() => TftpFile.Read(lab.ServerAddress, "X86PC/linux/pxelinux.cfg/01-52-54-00-aa-bb-01"))
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "default=kamethod\n",
            System.Text.Encoding.UTF8.GetString(lab.OnMachine(() => TftpFile.Read(lab.ServerAddress, $"grub/machines/{Mac}"))),
            StringComparison.Ordinal
        );

        lab.Entry(0, "disarm", Mac.ToUpperInvariant()).Dispose();
        Assert.Contains("DEFAULT local\n", lab.Read("X86PC/linux/pxelinux.cfg/01-52-54-00-aa-bb-01"), StringComparison.Ordinal);

        using var stranger = lab.Entry(1, "arm", "10.77.3.99");
        Assert.Contains("'10.77.3.99' is not on record", stranger.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Ctrl_C_ends_dnsmasq_and_is_no_failure()
    {
        using var lab = new PxeLab();
        using var pxe = lab.Start(s_server);
        var dnsmasq = ChildrenOf(pxe.Id);

        pxe.Signal(2);

        Assert.Equal(0, pxe.Wait(s_patience).Status);
        Assert.False(Directory.Exists($"/proc/{dnsmasq}"));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void A_dnsmasq_that_dies_ends_us_with_its_words()
    {
        using var lab = new PxeLab();

        using (var pxe = lab.Start(s_server))
        {
            Child.Run("kill", "-KILL", ChildrenOf(pxe.Id).ToString(CultureInfo.InvariantCulture));
            Assert.Equal(1, pxe.Wait(s_patience).Status);
            Assert.Contains("ka: dnsmasq ended (killed by signal 9)", pxe.Errors, StringComparison.Ordinal);
        }
        using var other = lab.Server.Start("socat", "-u", $"UDP4-RECV:69,bind={lab.ServerAddress}", "STDOUT");
        lab.WaitForPort(69);
        using var refused = lab.Run(1, s_server);
        Assert.Contains(
            "ka: dnsmasq ended (exit status 2): dnsmasq: failed to create listening socket",
            refused.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("in use", refused.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void What_cannot_be_is_refused_before_anything_is_served()
    {
        using var lab = new PxeLab();

        foreach (
            var (words, said) in new (string[], string)[]
            {
                (["--interface", "eth0"], "say --range A,B"),
                (["--interface", "eth0", "--proxy", "--range", "10.77.3.30,10.77.3.40"], "say --range A,B"),
                (["--interface", "eth7", "--proxy"], "'eth7' has no IPv4 address"),
                (
                    ["--interface", "eth0", "--range", "10.78.3.30,10.77.3.40"],
                    "10.78.3.30 is not in the network of eth0, 10.77.0.1/16"
                ),
                (["--interface", "eth0", "--range", "10.77.3.40,10.77.3.30"], "10.77.3.30 is before 10.77.3.40"),
                (["--interface", "eth0", "--range", "10.77.3.40"], "is not a range"),
                (["--write-only", "--default", "nothing"], "'nothing' is neither local nor kamethod"),
                ([], "say --interface IF, or --write-only"),
            }
        )
            using (var pxe = lab.Run(2, words))
                Assert.Contains(said, pxe.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(lab.Root));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Files_of_others_stop_it_until_force_is_said()
    {
        using var lab = new PxeLab();
        Directory.CreateDirectory(Path.Combine(lab.Root, "X86PC/linux/pxelinux.cfg"));
        File.WriteAllText(Path.Combine(lab.Root, "X86PC/linux/pxelinux.cfg/default"), "DEFAULT mine\n");

        using (var refused = lab.Run(1, "--write-only"))
            Assert.Contains(Path.Combine(lab.Root, "X86PC/linux/pxelinux.cfg/default"), refused.Errors, StringComparison.Ordinal);
        Assert.Equal("DEFAULT mine\n", lab.Read("X86PC/linux/pxelinux.cfg/default"));
        lab.Run(0, "--write-only", "--force").Dispose();
        Assert.Contains("LABEL kamethod", lab.Read("X86PC/linux/pxelinux.cfg/default"), StringComparison.Ordinal);
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Without_boot_loaders_their_packages_are_named()
    {
        using var lab = new PxeLab();

        using var pxe = lab.Server.Start(
            Programs.Ka,
            "pxe",
            "--root",
            lab.Root,
            "--image",
            lab.Image,
            "--loaders",
            lab.Image,
            "--write-only"
        );

        Assert.Equal(1, pxe.Wait(s_patience).Status);
        foreach (var package in new[] { "pxelinux", "syslinux-common", "shim-signed", "grub-efi-amd64-signed" })
            Assert.Contains(package, pxe.Errors, StringComparison.Ordinal);
    }

    private static BootRequest.Answer Discover(PxeLab lab, string mac, ushort? architecture) =>
        lab.OnMachine(() =>
        {
            using var machine = new BootRequest(mac, architecture);
            return machine.Discover();
        });

    private static int ChildrenOf(int process) =>
        int.Parse(
            File.ReadAllText($"/proc/{process}/task/{process}/children").Trim().Split(' ')[0],
            CultureInfo.InvariantCulture
        );
}

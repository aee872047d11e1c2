using System;
using System.IO;
using System.Net;
using Ka.Lab.Imaging;
using Ka.Lab.Pxe;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary><c>ka clone</c>: boot network and run in one command. Machines that boot are in <c>GoldenMachineTests</c>.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class CloneCommandTests
{
    private const string Default = "X86PC/linux/pxelinux.cfg/default";

    private const string Mac = "52:54:00:aa:bb:01";

    private const string Range = "10.77.200.10,10.77.200.20";

    [Needs(Need.Product | Need.GoldenRoot)]
    public void One_command_serves_what_machines_boot_clones_them_and_takes_it_back()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        lab.MakeBootImages();
        var golden = lab.Clone(1, "--yes", "--no-wait", "--range", Range);
        UntilServing(golden, "switch the machines on");

        var offer = lab.On(1, () => Retry(() => Discover(Mac)));
        Assert.Equal("X86PC/linux/linux.0", offer.File);
        Assert.StartsWith("10.77.200.", offer.Yours.ToString(), StringComparison.Ordinal);
        Assert.Contains("DEFAULT kamethod", Served(lab, Default), StringComparison.Ordinal);
        Assert.Equal(100_000, lab.On(1, () => TftpFile.Read(Golden(lab), "/X86PC/linux/images/vmlinuz")).Length);

        lab.Expect(0, lab.Replicate(1), golden);
        Assert.Contains("DEFAULT local", InTree(lab, Default), StringComparison.Ordinal);
        Assert.Contains("DHCPOFFER", File.ReadAllText(lab.FileOfRun("dnsmasq.log")), StringComparison.Ordinal);
        Assert.DoesNotContain("DHCPOFFER", golden.Errors, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => lab.On(1, () => TftpFile.Read(Golden(lab), "/" + Default)));
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void Machines_that_are_named_by_hardware_address_boot_the_rescue_and_no_others()
    {
        using var lab = new ServeLab(1);
        lab.MakeBootImages();
        var golden = lab.Clone(1, "--dry-run", "--range", Range, "--only", Mac);
        UntilServing(golden, "switch the machines on");

        Assert.Contains("DEFAULT local", InTree(lab, Default), StringComparison.Ordinal);
        var entry = $"X86PC/linux/pxelinux.cfg/01-{Mac.Replace(':', '-')}";
        Assert.Contains("DEFAULT kamethod", InTree(lab, entry), StringComparison.Ordinal);
        var second = lab.Clone(1, "--dry-run", "--range", Range);
        lab.Expect(4, second);
        Assert.Contains("is at work on", second.Errors, StringComparison.Ordinal);
        Assert.Contains("DEFAULT kamethod", InTree(lab, entry), StringComparison.Ordinal);
        golden.Signal(2);
        lab.Expect(130, golden);
        Assert.Contains("DEFAULT local", InTree(lab, entry), StringComparison.Ordinal);

        // Without names every machine boots the rescue, those of the run before among them.
        var again = lab.Clone(1, "--dry-run", "--range", Range);
        UntilServing(again, "switch the machines on");
        Assert.Contains("DEFAULT kamethod", InTree(lab, entry), StringComparison.Ordinal);
        again.Signal(2);
        lab.Expect(130, again);
    }

    [Needs(Need.Product | Need.GoldenRoot)]
    public void A_network_has_one_DHCP_server()
    {
        using var lab = new ServeLab(1);
        lab.MakeBootImages();

        var none = lab.Clone(1, "--dry-run");
        lab.Expect(2, none);
        Assert.Contains("no DHCP server answered there", none.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(lab.BootDirectory));

        using var other = lab.Start(
            1,
            "pxe",
            "--root",
            lab.PathOf("other"),
            "--image",
            lab.PathOf("images"),
            "--loaders",
            GoldenRoot.Directory,
            "--interface",
            "eth0",
            "--range",
            Range
        );
        UntilServing(other, "TFTP root is");
        var second = lab.Clone(1, "--dry-run", "--range", "10.77.201.10,10.77.201.20");
        lab.Expect(2, second);
        Assert.Contains($"{lab.AddressOf(1)} is a DHCP server already", second.Errors, StringComparison.Ordinal);

        var beside = lab.Clone(1, "--dry-run");
        UntilServing(beside, "switch the machines on");
        Assert.Contains($"{lab.AddressOf(1)} gives addresses", beside.Errors, StringComparison.Ordinal);
        Assert.Contains(",proxy", InTree(lab, "ka/dnsmasq.conf"), StringComparison.Ordinal);
        beside.Signal(2);
        lab.Expect(130, beside);
    }

    private static void UntilServing(Child server, string line) =>
        Wait.Until(() => server.Errors.Contains(line, StringComparison.Ordinal), $"'{line}'", TimeSpan.FromSeconds(60), server);

    private static IPAddress Golden(ServeLab lab) => IPAddress.Parse(lab.GoldenAddress);

    private static string Served(ServeLab lab, string path) =>
        System.Text.Encoding.UTF8.GetString(lab.On(1, () => TftpFile.Read(Golden(lab), "/" + path)));

    private static string InTree(ServeLab lab, string path) => File.ReadAllText(Path.Combine(lab.BootDirectory, "tftp", path));

    private static BootRequest.Answer Discover(string mac)
    {
        using var request = new BootRequest(mac, architecture: 0);
        return request.Discover();
    }

    /// <summary>dnsmasq may not listen yet.</summary>
    private static T Retry<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (TimeoutException)
        {
            return ask();
        }
    }
}

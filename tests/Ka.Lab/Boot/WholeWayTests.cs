using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Boot;

/// <summary>Both stages on this machine's processor and kernel, in namespaces: from the first instruction of PID 1 to
/// registered.</summary>
[Collection(Lane.Alone)]
public sealed partial class WholeWayTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Needs(Need.Product)]
    public void PID_1_receives_a_rescue_enters_it_and_registers_in_less_than_three_seconds_of_its_own()
    {
        var loopsBefore = RescueLoops();
        using var lab = new NetworkLab(new LabOptions { Hosts = 2 });
        using var machine = new BareNamespace();
        var (golden, node) = (lab.Hosts[0], lab.Hosts[1]);
        var token = Path.Combine(lab.Directory, "token");
        var rescue = MakeRescue(lab.Directory);
        Child.Run(Programs.Ka, "token", token);
        using var sender = golden.Start(
            Programs.Ka,
            "send",
            "-s",
            "getstage2",
            "-n",
            "1",
            "--token-file",
            token,
            "--file",
            rescue
        );

        using var first = machine.Start(
            $"automatic=method:ka,interface:eth0,network:static,ip:{node.Address},netmask:255.255.0.0 rescue kamethod "
                + "ka.console=none",
            $"mkdir -p $root/etc/ka; cp {token} $root/etc/ka/token; echo rescue_bytes={new FileInfo(rescue).Length} > "
                + "$root/etc/ka/image",
            node.Name
        );
        BareNamespace.Expect(first, "rescue received: ");
        Assert.Equal(0, sender.Wait(s_patience).Status);
        using var registrar = golden.Start(
            Programs.Ka,
            "send",
            "-s",
            "kainstall1",
            "-n",
            "2",
            "--token-file",
            token,
            "--json",
            "-e",
            "true"
        );
        BareNamespace.Expect(first, $"seen, registered at {golden.Address}");
        Wait.Until(() => Event(registrar, "inventory") is not null, "the golden node shows what the node is made of");

        var inventory = Event(registrar, "inventory")!.Value;
        Assert.Equal(node.Address, inventory.GetProperty("address").GetString());
        Assert.Equal(Environment.ProcessorCount, inventory.GetProperty("processors").GetInt32());
        Assert.InRange(inventory.GetProperty("memory").GetInt64(), 1L << 28, 1L << 45);
        Assert.Matches(
            $@"{Regex.Escape(node.Address)} \S+: (no disk|\d+ disks? \(.*\)), (bios|uefi)( with secure boot)?, \d",
            registrar.Errors
        );
        BareNamespace.Expect(first, "of stage 2 ka's own");
        Assert.Single(RescueLoops().Except(loopsBefore));
        first.Kill();
        Wait.Until(() => !RescueLoops().Except(loopsBefore).Any(), "the loop device goes with the machine");
        Assert.InRange(
            OwnSeconds().Matches(first.Errors).Sum(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)),
            0,
            3
        );
    }

    [Needs(Need.Product)]
    public void A_rescue_that_is_not_the_images_is_a_failed_try()
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 2 });
        using var machine = new BareNamespace();
        var rescue = MakeRescue(lab.Directory);
        using var sender = lab.Hosts[0].Start(Programs.Ka, "send", "-s", "getstage2", "-n", "1", "--open", "--file", rescue);

        using var first = machine.Start(
            $"automatic=method:ka,network:static,ip:{lab.Hosts[1].Address},netmask:255.255.0.0 ka.open "
                + $"ka.server={lab.Hosts[0].Address} ka.console=none",
            $"mkdir -p $root/etc/ka; echo rescue_sha256={new string('0', 64)} > $root/etc/ka/image",
            lab.Hosts[1].Name
        );

        BareNamespace.Expect(first, "OPEN: no token, any sender is accepted");
        BareNamespace.Expect(
            first,
            $"the rescue is not the one of this image: sha256 {Sha256(rescue)} instead of {new string('0', 64)}"
        );
        BareNamespace.Expect(first, "KA server not found ! (Try 2/5 in 5 sec)");
    }

    [Needs(Need.Product)]
    public void A_machine_whose_memory_is_too_small_says_so_before_it_asks_anybody()
    {
        using var machine = new BareNamespace();
        using var lab = new NetworkLab(new LabOptions { Hosts = 1 });
        using var first = machine.Start(
            $"automatic=network:static,ip:{lab.Hosts[0].Address},netmask:255.255.0.0 ka.open ka.console=none",
            $"mkdir -p $root/etc/ka; echo rescue_bytes={1L << 50} > $root/etc/ka/image",
            lab.Hosts[0].Name
        );

        BareNamespace.Expect(first, "!!! not enough memory: the rescue needs 1.13 PB (1.13 PB itself and 75.5 MB to run), ");
        Assert.DoesNotContain("Waiting for rescue", first.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_stop_before_a_stage_is_a_pause_where_there_is_no_shell()
    {
        using var machine = new BareNamespace();
        using var first = machine.Start("ka.break=network ka.console=none");

        BareNamespace.Expect(first, "ka.break=network: stopped before 'network'");
        BareNamespace.Expect(first, "there is no shell in this system; press ENTER to go on");
        Assert.DoesNotContain("Waiting for the network", first.Errors, StringComparison.Ordinal);
    }

    /// <summary>As small as a rescue can be: the program, and nothing else.</summary>
    internal static string MakeRescue(string directory)
    {
        var tree = Path.Combine(directory, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "usr/sbin"));
        Directory.CreateDirectory(Path.Combine(tree, "etc"));
        File.Copy(Programs.Ka, Path.Combine(tree, "usr/sbin/ka"));
        var rescue = Path.Combine(directory, "rescue.sqfs");
        Child.Run("mksquashfs", tree, rescue, "-noappend", "-no-progress", "-comp", "zstd", "-Xcompression-level", "3");
        return rescue;
    }

    /// <summary>Loop devices whose file is a rescue as a machine has it.</summary>
    private static string[] RescueLoops() =>
        [
            .. Directory
                .EnumerateDirectories("/sys/block", "loop*")
                .Where(device => FileOf(device).Contains("/rescue.sqfs", StringComparison.Ordinal)),
        ];

    private static string FileOf(string device)
    {
        try
        {
            return File.ReadAllText(Path.Combine(device, "loop", "backing_file")).Trim();
        }
        catch (IOException)
        {
            // It is free.
            return "";
        }
    }

    private static string Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(stream));
    }

    private static JsonElement? Event(Child child, string name) => JsonEvents.Of(child, name) is [var first, ..] ? first : null;

    [GeneratedRegex(@"([0-9.]+) s of (?:it|stage 2) ka's own")]
    private static partial Regex OwnSeconds();
}

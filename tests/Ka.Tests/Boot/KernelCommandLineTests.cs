using System;
using System.Linq;
using System.Net;
using System.Text;
using Ka.Boot;
using Ka.Linux;
using Xunit;

namespace Ka.Tests.Boot;

/// <summary>The kernel command line: docs/boot.md.</summary>
public sealed class KernelCommandLineTests
{
    private const string Seed = "automatic=method:ka,interface:eth0,network:dhcp root=/dev/ram3 rw rescue kamethod";

    [Fact]
    public void The_line_of_the_KA_method_is_understood_as_it_stands()
    {
        var read = Parse("BOOT_IMAGE=vmlinuz initrd=all.rdz " + Seed);

        Assert.Empty(read.Problems);
        Assert.Null(read.Static);
        Assert.Equal("eth0", read.Interface);
    }

    [Fact]
    public void A_static_address_has_what_belongs_to_it()
    {
        var read = Parse("automatic=method:ka,network:static,ip:10.0.1.35,netmask:255.255.254.0,gateway:10.0.0.1,dns:10.0.0.2");

        Assert.Empty(read.Problems);
        Assert.Equal(
            (IPAddress.Parse("10.0.1.35"), 23, IPAddress.Parse("10.0.0.1")),
            (read.Static!.Address, read.Static.Prefix, read.Static.Gateway)
        );
        Assert.Equal([IPAddress.Parse("10.0.0.2")], read.Static.Dns);
    }

    [Fact]
    public void The_kernels_own_words_give_an_address_too()
    {
        var read = Parse("ip=10.0.1.35:10.0.0.9:10.0.0.1:255.255.255.0:node7:eth1:off:10.0.0.2");

        Assert.Empty(read.Problems);
        Assert.Equal(("node7", "eth1", 24), (read.HostName, read.Interface, read.Static!.Prefix));
        Assert.Equal(IPAddress.Parse("10.0.0.1"), read.Static.Gateway);
    }

    [Theory]
    [InlineData("ip=dhcp")]
    [InlineData("ip=::::node7:eth1:dhcp")]
    [InlineData("ip=on")]
    public void What_asks_for_DHCP_gives_no_static_address(string line)
    {
        var read = Parse(line);

        Assert.Empty(read.Problems);
        Assert.Null(read.Static);
    }

    [Fact]
    public void Words_of_our_own_are_read()
    {
        var read = Parse(
            "ka.server=10.0.0.9:4000 ka.token=abc ka.open ka.break=network ka.debug ka.console=tty0,/dev/ttyS0 "
                + "BOOTIF=01-52-54-00-12-34-56"
        );

        Assert.Empty(read.Problems);
        Assert.Equal(IPEndPoint.Parse("10.0.0.9:4000"), read.Server);
        Assert.Equal(("abc", true, BootStage.Network, true), (read.Token, read.IsOpen, read.Break, read.IsDebug));
        Assert.Equal(["tty0", "ttyS0"], read.Consoles);
        Assert.Equal("52:54:00:12:34:56", read.BootMac.ToString());
    }

    [Theory]
    [InlineData("ka.bogus=1", "ka.bogus=1", Severity.Ignored)]
    [InlineData("ka.server=golden", "ka.server=golden", Severity.Fatal)]
    [InlineData("ka.server=10.0.0.1:0", "ka.server=10.0.0.1:0", Severity.Fatal)]
    [InlineData("ka.server=10.1", "ka.server=10.1", Severity.Fatal)]
    [InlineData("ka.token=", "ka.token=...", Severity.Fatal)]
    [InlineData("ka.break=lunch", "ka.break=lunch", Severity.Ignored)]
    [InlineData("ka.console=../../etc/passwd", "ka.console=../../etc/passwd", Severity.Ignored)]
    [InlineData("BOOTIF=eth0", "BOOTIF=eth0", Severity.Ignored)]
    [InlineData("automatic=method:nfs", "method:nfs", Severity.Ignored)]
    [InlineData("automatic=colour:red", "colour:red", Severity.Ignored)]
    [InlineData("automatic=network", "network", Severity.Ignored)]
    [InlineData("automatic=network:token-ring", "network:token-ring", Severity.Fatal)]
    [InlineData("automatic=network:static,ip:10.0.0.1", "network:static", Severity.Fatal)]
    [InlineData("automatic=network:static,ip:10.0.0.1,netmask:255.0.255.0", "netmask:255.0.255.0", Severity.Fatal)]
    [InlineData("automatic=network:static,ip:10.0.0.256,netmask:255.0.0.0", "ip:10.0.0.256", Severity.Fatal)]
    [InlineData("automatic=network:static,ip:10.0.0.1,netmask:255.0.0.0,gateway:x", "gateway:x", Severity.Fatal)]
    [InlineData("automatic=network:static,ip:10.0.0.1,netmask:255.0.0.0,dns:x", "dns:x", Severity.Ignored)]
    [InlineData("ip=10.0.0.1::::::avocado", "ip=10.0.0.1::::::avocado", Severity.Fatal)]
    public void A_word_that_makes_no_sense_is_named(string line, string word, Severity outcome)
    {
        var problem = Parse(line).Problems[0];

        Assert.Equal((word, outcome), (problem.Word, problem.Outcome));
        Assert.Equal(outcome == Severity.Ignored, problem.ToString().EndsWith(", ignoring", StringComparison.Ordinal));
    }

    [Fact]
    public void An_address_that_is_wrong_is_not_used_in_part() =>
        Assert.Null(Parse("automatic=network:static,ip:10.0.0.1,netmask:255.0.0.0,gateway:x").Static);

    [Theory]
    [InlineData("255.255.255.255", 32)]
    [InlineData("255.255.255.252", 30)]
    [InlineData("128.0.0.0", 1)]
    [InlineData("0.0.0.0", 0)]
    public void A_netmask_is_a_number_of_bits(string mask, int bits) =>
        Assert.Equal(bits, Parse($"automatic=network:static,ip:10.0.0.1,netmask:{mask}").Static!.Prefix);

    [Fact]
    public void A_token_is_never_shown() =>
        Assert.DoesNotContain("ka.token=s", string.Concat(Parse("ka.token=secret ka.token=").Problems), StringComparison.Ordinal);

    [Fact]
    public void The_last_of_two_words_counts() =>
        Assert.Equal("10.0.0.2:30765", Parse("ka.server=10.0.0.1 ka.server=10.0.0.2").Server!.ToString());

    [Fact]
    public void Quotes_keep_blanks_in_a_word()
    {
        Assert.Equal("ka.x=a b", Assert.Single(Parse("dyndbg=\"file a.c +p\" ka.x=\"a b\"").Problems).Word);
        Assert.Equal("ka.x=a b", Assert.Single(Parse("\"ka.x=a b\"").Problems).Word);
    }

    [Fact]
    public void What_a_terminal_would_obey_is_escaped() =>
        Assert.Equal(
            @"ka.x=\x1b[2J\xff",
            Assert.Single(KernelCommandLine.Parse([.. "ka.x="u8, 0x1b, .. "[2J"u8, 0xff]).Problems).Word
        );

    [Fact]
    public void Any_bytes_at_all_are_read_without_a_failure()
    {
        var random = new Random(20_261_125);
        string[] pieces =
        [
            "automatic=",
            "ip=",
            "ka.",
            "server=",
            "network:static,",
            "ip:",
            "netmask:",
            ":",
            ",",
            "=",
            "\"",
            " ",
            "10.0.0.1",
            "255.0.0.0",
            "BOOTIF=",
            "01-",
            "console=",
        ];
        for (var round = 0; round < 20_000; round++)
        {
            var line = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var bytes = Encoding.Latin1.GetBytes(line);
            for (var hit = random.Next(3); hit > 0 && bytes.Length > 0; hit--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            var read = KernelCommandLine.Parse(bytes);

            Assert.All(read.Problems, problem => Assert.DoesNotContain(problem.ToString(), letter => char.IsControl(letter)));
            Assert.All(read.Consoles, name => Assert.All(name, letter => Assert.True(char.IsAsciiLetterOrDigit(letter))));
        }
    }

    [Fact]
    public void A_line_longer_than_the_kernels_is_cut() => Assert.Empty(Parse(new string('x', 3000) + " ka.bogus").Problems);

    private static BootParameters Parse(string line) => KernelCommandLine.Parse(Encoding.UTF8.GetBytes(line + "\n"));
}

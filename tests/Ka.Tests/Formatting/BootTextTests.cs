using System.Linq;
using Ka.Formatting;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Formatting;

public sealed class BootTextTests
{
    private static readonly BootReport s_report = new()
    {
        Host = BytePath.FromText("node7"),
        Kernel = "6.1.0",
        RootUuid = "",
        MachineId = "",
        FailedUnits = ["nfs.service"],
        Interfaces =
        [
            new BootInterface("eth0", "52:54:00:00:00:01", []),
            new BootInterface("eth1", "52:54:00:00:00:02", ["10.0.0.31/24", "nonsense"]),
        ],
        HostKeys = ["ssh-ed25519 AAAAC3Nz root@golden", "ssh-rsa AAA\\n", "command=evil AAAA", "ssh-rsa"],
    };

    [Fact]
    public void A_clone_has_a_line_of_hosts_and_a_line_for_each_key()
    {
        Assert.Equal(["10.0.0.31 node7"], BootText.HostsLines(s_report));
        Assert.Equal(["10.0.0.31,node7 ssh-ed25519 AAAAC3Nz"], BootText.KnownHostsLines(s_report));
        Assert.Equal("kernel 6.1.0, 10.0.0.31, 1 unit failed: nfs.service", BootText.Summary(s_report));
    }

    [Theory]
    [InlineData("-oProxyCommand")]
    [InlineData("a b")]
    [InlineData("x,*")]
    [InlineData("")]
    public void A_name_that_is_no_host_name_is_in_no_file(string name)
    {
        var report = s_report with { Host = BytePath.FromText(name) };
        Assert.Empty(BootText.HostsLines(report));
        Assert.Equal(["10.0.0.31 ssh-ed25519 AAAAC3Nz"], BootText.KnownHostsLines(report));
        Assert.Empty(BootText.KnownHostsLines(report with { Interfaces = [] }));
    }
}

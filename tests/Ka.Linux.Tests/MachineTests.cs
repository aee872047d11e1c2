using System;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Xunit;

namespace Ka.Linux.Tests;

/// <summary>What the machine says of itself and of how we were called.</summary>
public sealed class MachineTests
{
    [Fact]
    public void The_host_name_is_the_kernels() =>
        Assert.Equal(Environment.MachineName, MachineName.Read().ToString().Split('.')[0]);

    [Fact]
    public void Interfaces_that_can_broadcast_are_those_that_are_up_and_not_the_loopback()
    {
        var expected = NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(link =>
                link.OperationalStatus == OperationalStatus.Up && link.NetworkInterfaceType != NetworkInterfaceType.Loopback
            )
            .SelectMany(link => link.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
            .ToHashSet();

        var found = NetworkInterfaces.WithBroadcast();

        Assert.All(found, network => Assert.Contains(network.Address, expected));
        Assert.DoesNotContain(found, network => IPAddress.IsLoopback(network.Address));
        Assert.All(found, network => Assert.False(string.IsNullOrEmpty(network.Interface)));
    }

    [Fact]
    public void A_file_is_no_terminal_and_has_no_width()
    {
        using var directory = new WorkDirectory();
        using var file = directory.Create("file"u8);

        Assert.False(Terminal.IsTerminal(file));
        Assert.Equal(0, Terminal.Width(file));
    }

    [Fact]
    public void A_pseudo_terminal_is_one()
    {
        // Opening the multiplexer makes a terminal of our own (pts(4)).
        Files.TryOpenWrite(BytePath.FromText("/dev/ptmx"), out var terminal).OrThrow("open", "/dev/ptmx");
        using (terminal)
        {
            Assert.True(Terminal.IsTerminal(terminal));
            Assert.Equal(0, Terminal.Width(terminal));
        }
    }

    [Fact]
    public void The_kernels_arguments_are_cut_to_our_own_tail()
    {
        var own = Environment.GetCommandLineArgs()[1..];

        Assert.Equal(own, ProgramArguments.Read(own));
        Assert.Equal(own[^1..], ProgramArguments.Read(["another"]));
        Assert.Empty(ProgramArguments.Read([]));
    }
}

using System.Net;
using Ka.Pxe;
using Xunit;

namespace Ka.Tests.Pxe;

/// <summary>What dnsmasq is told, word for word.</summary>
public sealed class DnsmasqConfigurationTests
{
    private const string Head = """
        # Written by ka pxe, which runs dnsmasq with it.
        port=0
        interface=eth1
        except-interface=lo
        bind-interfaces
        pid-file
        log-facility=-
        enable-tftp
        tftp-root=/srv/tftp
        # A room that is switched on: dnsmasq would serve 50 transfers at a time.
        tftp-max=1000
        dhcp-leasefile=/srv/tftp/ka/leases
        # The boot file's name stays in its old field, where shim looks for the directory to get GRUB from.
        dhcp-no-override

        """;

    [Fact]
    public void A_DHCP_server_tells_BIOS_from_UEFI() =>
        Assert.Equal(
            Head
                + """
                dhcp-range=10.0.0.30,10.0.0.90,12h
                dhcp-lease-max=100000
                # An option without a value: machines get none from us, where dnsmasq would name itself.
                dhcp-option=option:router
                dhcp-option=option:dns-server,10.0.0.2
                # 7 is what firmware sends, 9 what the standard says; 6 is UEFI of 32 bits, for which there is no loader.
                dhcp-match=set:uefi,option:client-arch,7
                dhcp-match=set:uefi,option:client-arch,9
                dhcp-match=set:uefi32,option:client-arch,6
                dhcp-boot=tag:uefi,X86PC/linux/shimx64.efi
                dhcp-boot=tag:!uefi,tag:!uefi32,X86PC/linux/linux.0

                """,
            Configuration(new AddressRange(IPAddress.Parse("10.0.0.30"), IPAddress.Parse("10.0.0.90"))).Text("/srv/tftp")
        );

    [Fact]
    public void A_proxy_gives_no_addresses() =>
        Assert.Equal(
            Head
                + """
                dhcp-range=10.0.0.1,proxy
                pxe-service=x86PC,"ka",X86PC/linux/linux.0
                # 7 is what firmware sends, 9 what the standard says.
                pxe-service=BC_EFI,"ka",X86PC/linux/shimx64.efi
                pxe-service=x86-64_EFI,"ka",X86PC/linux/shimx64.efi

                """,
            Configuration(null).Text("/srv/tftp")
        );

    private static DnsmasqConfiguration Configuration(AddressRange? range) =>
        new("eth1", range, IPAddress.Parse("10.0.0.1"), Gateway: null, Dns: IPAddress.Parse("10.0.0.2"));
}

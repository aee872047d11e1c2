using System;
using System.Globalization;
using System.Net;
using System.Text;

namespace Ka.Pxe;

/// <summary>The configuration with which dnsmasq serves a boot tree.</summary>
/// <remarks>dnsmasq is the network's DHCP server, or a proxy that adds the boot file to the answers of another server. BIOS and
/// UEFI are distinguished by option 93 (RFC 4578).</remarks>
/// <param name="Interface">The only interface on which dnsmasq listens.</param>
/// <param name="Range">The addresses that machines get; null: a proxy.</param>
/// <param name="Network">Any address of the network that a proxy serves.</param>
/// <param name="Gateway">The default route that machines get; null: none.</param>
/// <param name="Dns">The name server that machines get; null: none.</param>
public sealed record DnsmasqConfiguration(
    string Interface,
    AddressRange? Range,
    IPAddress Network,
    IPAddress? Gateway,
    IPAddress? Dns
)
{
    /// <summary>Below the tree.</summary>
    public const string File = "ka/dnsmasq.conf";

    private const string Bios = BootEntries.Directory + "/linux.0";
    private const string Uefi = BootEntries.Directory + "/shimx64.efi";

    /// <param name="root">The boot tree, without a line's end in its name.</param>
    public string Text(string root)
    {
        var text = new StringBuilder(
            $"""
            # Written by ka pxe, which runs dnsmasq with it.
            port=0
            interface={Interface}
            except-interface=lo
            bind-interfaces
            pid-file
            log-facility=-
            enable-tftp
            tftp-root={root}
            # A room that is switched on: dnsmasq would serve 50 transfers at a time.
            tftp-max=1000
            dhcp-leasefile={root}/{DhcpLeases.File}
            # The boot file's name stays in its old field, where shim looks for the directory to get GRUB from.
            dhcp-no-override

            """
        );
        if (Range is null)
            AppendProxy(text);
        else
            AppendServer(text, Range);
        return text.ToString();
    }

    private void AppendServer(StringBuilder text, AddressRange range) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            dhcp-range={range.First},{range.Last},12h
            dhcp-lease-max=100000
            # An option without a value: machines get none from us, where dnsmasq would name itself.
            dhcp-option=option:router{(Gateway is null ? "" : "," + Gateway)}
            dhcp-option=option:dns-server{(Dns is null ? "" : "," + Dns)}
            # 7 is what firmware sends, 9 what the standard says; 6 is UEFI of 32 bits, for which there is no loader.
            dhcp-match=set:uefi,option:client-arch,7
            dhcp-match=set:uefi,option:client-arch,9
            dhcp-match=set:uefi32,option:client-arch,6
            dhcp-boot=tag:uefi,{Uefi}
            dhcp-boot=tag:!uefi,tag:!uefi32,{Bios}

            """
        );

    private void AppendProxy(StringBuilder text) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            dhcp-range={Network},proxy
            pxe-service=x86PC,"ka",{Bios}
            # 7 is what firmware sends, 9 what the standard says.
            pxe-service=BC_EFI,"ka",{Uefi}
            pxe-service=x86-64_EFI,"ka",{Uefi}

            """
        );
}

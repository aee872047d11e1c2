using System;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Links;

/// <summary>A test that needs a lab and the two DHCP servers that everybody uses.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinksFactAttribute : FactAttribute
{
    public LinksFactAttribute() => Skip = LabNeeds.ReasonToSkip(WhyNot());

    /// <summary>ISC dhcpd: installed, or unpacked by build.sh, which does not install it because it would be a service then.</summary>
    public static string? Dhcpd { get; } = new[] { "/usr/sbin/dhcpd", Path.Combine(Programs.Repository, ".cache/isc-dhcp-server/usr/sbin/dhcpd") }
        .FirstOrDefault(File.Exists);

    private static string? WhyNot() => LabNeeds.OfLab() ?? (Programs.Exists("dnsmasq") ? null : "no dnsmasq (dnsmasq-base)")
        ?? (Dhcpd is null ? "no dhcpd (isc-dhcp-server)" : null);
}

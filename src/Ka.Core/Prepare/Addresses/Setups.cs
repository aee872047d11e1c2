using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Nodes;

namespace Ka.Prepare.Addresses;

/// <summary>What a file says of an interface, as setups.</summary>
internal static class Setups
{
    public const string NoIPv6 = "--names gives no IPv6 addresses";

    /// <param name="addresses">Static ones as the file has them, with their prefixes.</param>
    /// <param name="obstacle">Why a static address cannot be replaced; empty: it can, as far as this is known.</param>
    public static IEnumerable<InterfaceSetup> Of(string name, bool isDhcp, IReadOnlyList<string> addresses, string obstacle = "")
    {
        if (name == "lo")
            yield break;
        var old = addresses.Where(address => !address.Contains(':', StringComparison.Ordinal)).ToList();
        if (obstacle.Length == 0 && old.Count > 1)
            obstacle = "it has several addresses";
        if (obstacle.Length == 0 && old.Count > 0 && isDhcp)
            obstacle = "it has an address beside DHCP's";
        foreach (var address in old)
            yield return new InterfaceSetup(name, Shown(address))
            {
                Obstacle = obstacle.Length > 0 ? obstacle : Complaint(address),
            };
        if (old.Count == 0 && isDhcp)
            yield return new InterfaceSetup(name, InterfaceSetup.Dhcp) { Obstacle = obstacle };
        foreach (var address in addresses.Except(old).Where(address => !IsLinkLocal(address)))
            yield return new InterfaceSetup(name, Shown(address)) { Obstacle = NoIPv6 };
    }

    /// <summary>An address with the prefix that stands in a field of its own: a number or a mask.</summary>
    public static string Joined(string address, string? prefix) =>
        address.Contains('/', StringComparison.Ordinal) || prefix is null ? address
        : HostAddress.PrefixOf(prefix) is { } length ? $"{address}/{length}"
        : $"{address}/{prefix}";

    private static bool IsLinkLocal(string address) => address.StartsWith("fe80:", StringComparison.OrdinalIgnoreCase);

    private static string Complaint(string address)
    {
        try
        {
            HostAddress.Parse(address);
            return "";
        }
        catch (FormatException e)
        {
            return $"its address is not understood: {e.Message}";
        }
    }

    private static string Shown(string text) => BytePath.FromText(text.Length > 64 ? text[..64] : text).ToString();
}

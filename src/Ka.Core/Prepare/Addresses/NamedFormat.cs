using System;
using System.Collections.Generic;
using System.Diagnostics;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Addresses;

/// <summary>Static addresses in files that are not rewritten: of dhcpcd, of OpenRC's netifrc, in wicked's XML. They are found and
/// named.</summary>
internal sealed class NamedFormat : IAddressFormat
{
    private const string OfDhcpcd = "static ip_address=";

    private const string OfNetifrc = "config_";

    private const string OfWicked = "<local>";

    public IReadOnlyList<string> Places => ["/etc/dhcpcd.conf", "/etc/conf.d/net", "/etc/wicked/ifconfig/*.xml"];

    public IEnumerable<InterfaceSetup> Read(AddressFile file)
    {
        var name = "";
        foreach (var line in file.Text.Split('\n'))
        {
            var text = line.Trim();
            if (text.StartsWith("interface ", StringComparison.Ordinal))
                name = text["interface ".Length..].Trim();
            else if (text.StartsWith(OfDhcpcd, StringComparison.Ordinal))
                yield return Named(file, name, text[OfDhcpcd.Length..]);
            else if (text.StartsWith(OfNetifrc, StringComparison.Ordinal) && text.Split('=') is [var key, var value, ..])
            {
                if (value.Trim('(', ')', '"', '\'', ' ').Split(' ')[0].Trim('"', '\'') is [>= '0' and <= '9', ..] address)
                    yield return Named(file, key[OfNetifrc.Length..], address);
            }
            else if (text.IndexOf(OfWicked, StringComparison.Ordinal) is >= 0 and var place)
                yield return Named(
                    file,
                    file.NameAfter("").Replace(".xml", "", StringComparison.Ordinal),
                    text[(place + OfWicked.Length)..].Split('<')[0]
                );
        }
    }

    public string Write(AddressFile file, AddressChange change) => throw new UnreachableException(file.Path);

    private static InterfaceSetup Named(AddressFile file, string name, string address) =>
        new(name, new FieldLine(address) is { Count: > 0 } fields ? BytePath.FromText(fields[0]).ToString() : "?")
        {
            Obstacle = $"{file.Path} is not rewritten",
        };
}

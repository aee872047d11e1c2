using System;
using System.Buffers;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.Nodes;

/// <summary>A name of a node.</summary>
public abstract record NodeName
{
    private static readonly SearchValues<char> s_dotted = SearchValues.Create("0123456789.");

    private NodeName() { }

    /// <summary>Reads an address or a name without ranges.</summary>
    /// <exception cref="FormatException">The text is neither an address nor a name.</exception>
    public static NodeName Parse(string text) =>
        MacAddress.TryParse(text, out var mac) ? new Mac(mac)
        : TryParseAddress(text, out var address) ? new Address(address)
        : IsName(text) ? new Host(text)
        : throw new FormatException(
            $"'{BytePath.FromText(text)}' is not a node: 10.0.0.7, 10.0.0.1-20, 10.0.[0-3].[1-254], 52:54:00:12:34:56, "
                + "node[01-60]"
        );

    /// <summary>All names of one node: its address, its host name with and without the domain, its hardware addresses.</summary>
    public static IEnumerable<NodeName> Of(IPAddress address, string host, IEnumerable<MacAddress> macs)
    {
        yield return new Address(address);
        yield return new Host(host);
        yield return new Host(host.Split('.')[0]);
        foreach (var mac in macs)
            yield return new Mac(mac);
    }

    // A text of digits and dots alone is an address with a mistake.
    private static bool IsName(string text) => Host.IsHostName(text) && text.AsSpan().ContainsAnyExcept(s_dotted);

    // The class library reads 10.1 as 10.0.0.1, which an operator does not mean.
    private static bool TryParseAddress(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!) && (text.Contains(':', StringComparison.Ordinal) || text.AsSpan().Count('.') == 3);

    /// <summary>An IPv4 or IPv6 address.</summary>
    public sealed record Address(IPAddress Value) : NodeName
    {
        /// <summary>The usual notation.</summary>
        public override string ToString() => Value.ToString();
    }

    /// <summary>The hardware address of any of the node's interfaces.</summary>
    public sealed record Mac(MacAddress Value) : NodeName
    {
        /// <summary><c>52:54:00:12:34:56</c>.</summary>
        public override string ToString() => Value.ToString();
    }

    /// <summary>A host name, full or without its domain (RFC 1123, section 2.1). Upper and lower case are the same.</summary>
    public sealed record Host : NodeName
    {
        private const int MaxLength = 253;

        private const int MaxLabel = 63;

        public Host(string name) => Value = name.ToLowerInvariant();

        /// <summary>The name in lower case.</summary>
        public string Value { get; }

        /// <summary>True when a text is a host name: letters, digits and hyphens between dots (hostname(7)).</summary>
        public static bool IsHostName(string text)
        {
            if (text.Length is 0 or > MaxLength)
                return false;
            foreach (var label in text.Split('.'))
                if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-' || !IsOfNameLetters(label))
                    return false;
            return true;
        }

        /// <summary>The name.</summary>
        public override string ToString() => Value;

        private static bool IsOfNameLetters(string label)
        {
            foreach (var letter in label)
                if (!char.IsAsciiLetterOrDigit(letter) && letter != '-')
                    return false;
            return true;
        }
    }
}

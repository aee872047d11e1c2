using System;
using System.CommandLine;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Ka.CommandLine;
using Ka.Linux;
using Ka.Pxe;

namespace Ka.Commands;

/// <summary>Which boot tree, and what is checked before dnsmasq gets to see it.</summary>
internal sealed class BootTreeOptions
{
    private readonly Option<string> _root = new("--root")
    {
        Description = "The directory that TFTP serves.",
        HelpName = "TFTPDIR",
        Required = true,
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Overwrite files that ka did not write, or that were changed since.",
    };

    public void AddTo(Command command)
    {
        command.AddOptions("The boot tree", _root, _force);
    }

    public BootTree Tree(ParseResult parsed) => new(FullPath(parsed.GetRequiredValue(_root)), parsed.GetValue(_force));

    /// <summary>dnsmasq is at home elsewhere: no path may depend on where we are.</summary>
    public static BytePath FullPath(string path) =>
        path.StartsWith('/') ? BytePath.FromText(path) : BytePath.FromText(Path.Combine(Environment.CurrentDirectory, path));

    /// <summary>A directory's name as a line of dnsmasq's configuration takes it.</summary>
    /// <exception cref="UsageException">It has characters that mean something there.</exception>
    public static string PlainName(BytePath path)
    {
        var text = SurrogateEscape.Decode(path);
        foreach (var letter in text)
            if (!char.IsAscii(letter) || char.IsControl(letter) || "\"#, \\".Contains(letter, StringComparison.Ordinal))
                throw new UsageException($"--root: dnsmasq's configuration cannot have a directory named '{path}'");
        return text;
    }

    /// <exception cref="UsageException">The interface has no address.</exception>
    public static NetworkInterfaces.BroadcastAddress NetworkOf(string name) =>
        NetworkInterfaces.Find(name)
        ?? throw new UsageException($"--interface: '{BytePath.FromText(name)}' has no IPv4 address, is down, or is not there");

    /// <summary><c>A,B</c>.</summary>
    /// <exception cref="UsageException">It is no range of that network.</exception>
    public static AddressRange Range(string text, NetworkInterfaces.BroadcastAddress network)
    {
        var words = text.Split(',');
        if (words.Length != 2)
            throw new UsageException($"--range: '{BytePath.FromText(text)}' is not a range (10.0.0.30,10.0.0.90)");
        var (first, last) = (ConnectionOptions.Address(words[0], "--range"), ConnectionOptions.Address(words[1], "--range"));
        var (own, low, high) = (Number(network.Address), Number(first), Number(last));
        var shift = 32 - network.PrefixLength;
        foreach (var (number, address) in new[] { (low, first), (high, last) })
            if (number >> shift != own >> shift)
                throw new UsageException(
                    $"--range: {address} is not in the network of {network.Interface}, {network.Address}/{network.PrefixLength}"
                );
        return low <= high ? new AddressRange(first, last) : throw new UsageException($"--range: {last} is before {first}");
    }

    /// <summary>An IPv4 address as a number of 64 bits, which may be shifted by all of its 32.</summary>
    private static ulong Number(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes())
            : throw new UsageException($"--range: {address} is not an IPv4 address");
}

using System.CommandLine;
using System.Net;
using Ka.CommandLine;
using Ka.Pxe;

namespace Ka.Commands;

/// <summary>The options about the network that machines boot from, and about what they boot there.</summary>
internal sealed class BootNetworkOptions
{
    private readonly Option<string?> _interface;

    private readonly Option<string?> _range = new("--range")
    {
        Description = "Be the DHCP server of that network, with the addresses from A to B.",
        HelpName = "A,B",
    };

    private readonly Option<string?> _gateway = new("--gateway")
    {
        Description = "With --range: the machines' gateway.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _dns = new("--dns")
    {
        Description = "With --range: the machines' name server.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string> _loaders = new("--loaders")
    {
        Description = "The root in which pxelinux, shim and GRUB are installed.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/",
    };

    private readonly Option<string> _append = new("--append")
    {
        Description = "The kernel's command line.",
        HelpName = "WORDS",
        DefaultValueFactory = _ => BootEntries.Append,
    };

    /// <param name="isRequired">The interface must be said.</param>
    public BootNetworkOptions(bool isRequired) =>
        _interface = new Option<string?>("--interface")
        {
            Description = "The network interface that the machines are on.",
            HelpName = "IF",
            Required = isRequired,
        };

    public void AddTo(Command command) =>
        command.AddOptions("The boot network", _interface, _range, _gateway, _dns, _loaders, _append);

    /// <summary>null: it was not said.</summary>
    public string? Interface(ParseResult parsed) => parsed.GetValue(_interface);

    /// <summary>True when this machine is to give addresses.</summary>
    public bool HasRange(ParseResult parsed) => parsed.GetValue(_range) is not null;

    public string Loaders(ParseResult parsed) => parsed.GetRequiredValue(_loaders);

    public string Append(ParseResult parsed) => parsed.GetRequiredValue(_append);

    /// <summary>dnsmasq as the DHCP server of the network, or without a range beside another one.</summary>
    /// <exception cref="UsageException">The interface has no address, or an address is not in its network.</exception>
    public DnsmasqConfiguration Configuration(ParseResult parsed, string name)
    {
        var network = BootTreeOptions.NetworkOf(name);
        var addresses = parsed.GetValue(_range) is { } range ? BootTreeOptions.Range(range, network) : null;
        return new DnsmasqConfiguration(name, addresses, network.Address, Address(parsed, _gateway), Address(parsed, _dns));
    }

    private static IPAddress? Address(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? ConnectionOptions.Address(text, option.Name) : null;
}

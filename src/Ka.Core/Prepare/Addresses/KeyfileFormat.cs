using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Addresses;

/// <summary>Keyfiles of NetworkManager (nm-settings-keyfile(5)).</summary>
internal sealed class KeyfileFormat : IAddressFormat
{
    private const string Section = "ipv4";

    private const string Method = "method";

    private const string Gateway = "gateway";

    private const string Servers = "dns";

    /// <summary>Kinds of connections whose interface has a cable under it.</summary>
    private static readonly string[] s_wired = ["ethernet", "802-3-ethernet", "bond", "bridge", "team", "vlan", ""];

    public IReadOnlyList<string> Places => ["/etc/NetworkManager/system-connections/*"];

    public IEnumerable<InterfaceSetup> Read(AddressFile file)
    {
        var text = file.Text;
        if (
            !s_wired.Contains(IniText.Get(text, "connection", "type") ?? "")
            || IniText.Get(text, "connection", "autoconnect") == "false"
            || IniText.Get(text, "connection", "master") is not null
            || IniText.Get(text, "connection", "controller") is not null
        )
            return [];
        var (method, name) = (IniText.Get(text, Section, Method) ?? "auto", Interface(file));
        var addresses = method is "manual" or "auto" ? Addresses(text, Section) : [];
        var newer = IniText.Get(text, "ipv6", Method) == "manual" ? Addresses(text, "ipv6") : [];
        return Setups.Of(name, method == "auto", [.. addresses, .. newer]);
    }

    public string Write(AddressFile file, AddressChange change)
    {
        var written = new Written(change);
        var text = IniText.Rewrite(file.Text, line => line.Section == Section ? written.Line(line) : line.Whole);
        return IniText.WithLines(text, Section, [.. written.Missing()]);
    }

    /// <summary>Empty: any card.</summary>
    private static string Interface(AddressFile file)
    {
        if (IniText.Get(file.Text, "connection", "interface-name") is { } name)
            return name;
        foreach (var section in (string[])["ethernet", "802-3-ethernet"])
            if (IniText.Get(file.Text, section, "mac-address") is { } text && MacText.TryParse(text, out var mac))
                return file.NameOf(mac) ?? "";
        return "";
    }

    private static List<string> Addresses(string text, string section)
    {
        var found = new List<string>();
        IniText.Rewrite(
            text,
            line =>
            {
                if (line.Section == section && IsAddress(line.Key))
                    found.AddRange(line.Key == "addresses" ? Words(line.Value) : [line.Value.Split(',')[0].Trim()]);
                return line.Whole;
            }
        );
        return found;
    }

    private static string[] Words(string list) => list.Split([';', ' '], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsAddress(string key) =>
        key == "addresses"
        || (
            key.StartsWith("address", StringComparison.Ordinal)
            && key.AsSpan("address".Length).IndexOfAnyExceptInRange('0', '9') < 0
        );

    /// <summary>The section as it is written anew, line by line.</summary>
    private sealed class Written(AddressChange change)
    {
        private bool _hasMethod;
        private bool _hasAddress;
        private bool _hasGateway;
        private bool _hasServers;

        /// <summary>null: the line goes.</summary>
        public string? Line(IniLine line)
        {
            if (line.Key == Method)
            {
                _hasMethod = true;
                return $"{Method}={(change.IsDhcp ? "auto" : "manual")}";
            }
            if (IsAddress(line.Key))
                return change.IsDhcp ? null : Address(line);
            if (line.Key == Gateway)
                return change.IsDhcp || change.Gateway is null || _hasGateway ? null : GatewayLine();
            if (line.Key != Servers || (!change.IsDhcp && change.NameServers.Count == 0))
                return line.Whole;
            return change.IsDhcp ? null : ServersLine();
        }

        public IEnumerable<string> Missing()
        {
            if (!_hasMethod)
                yield return $"{Method}={(change.IsDhcp ? "auto" : "manual")}";
            if (change.IsDhcp)
                yield break;
            if (!_hasAddress)
                yield return $"address1={change.Address}";
            if (!_hasGateway && change.Gateway is not null)
                yield return GatewayLine();
            if (!_hasServers && change.NameServers.Count > 0)
                yield return ServersLine();
        }

        private string Address(IniLine line)
        {
            _hasAddress = true;
            if (!line.Value.Contains(',', StringComparison.Ordinal) || change.Gateway is null)
                return $"{line.Key}={change.Address}";
            _hasGateway = true;
            return $"{line.Key}={change.Address},{change.Gateway}";
        }

        private string GatewayLine()
        {
            _hasGateway = true;
            return $"{Gateway}={change.Gateway}";
        }

        private string ServersLine()
        {
            _hasServers = true;
            return $"{Servers}={change.Servers(";")};";
        }
    }
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>Reads the kernel command line. Unknown words belong to the kernel or to another program.</summary>
public sealed class KernelCommandLine
{
    /// <summary>COMMAND_LINE_SIZE of the kernel on x86.</summary>
    private const int LongestLine = 2048;

    private const int DefaultControlPort = 30765;

    private static readonly SearchValues<char> s_deviceLetters = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    private readonly List<BootProblem> _problems = [];
    private readonly Dictionary<string, string> _network = [];
    private BootParameters _read = new();
    private string? _method;

    private KernelCommandLine() { }

    /// <summary>The parameters of the running kernel's command line.</summary>
    /// <exception cref="LinuxException">/proc is not there.</exception>
    public static BootParameters OfThisMachine()
    {
        var path = BytePath.FromText("/proc/cmdline");
        Files.TryReadAll(path, out var line).OrThrow("read", path);
        return Parse(line);
    }

    /// <summary>Never fails: what makes no sense is in <see cref="BootParameters.Problems"/>. A word that comes twice counts the
    /// last time, as it does to the kernel.</summary>
    public static BootParameters Parse(ReadOnlySpan<byte> line)
    {
        var reader = new KernelCommandLine();
        foreach (var word in Words(line.Length > LongestLine ? line[..LongestLine] : line))
            reader.Take(word);
        reader.Settle();
        return reader._read with { Problems = reader._problems };
    }

    /// <summary>Blanks part words, but not between double quotes, which are dropped.</summary>
    private static List<string> Words(ReadOnlySpan<byte> line)
    {
        List<string> words = [];
        List<byte> word = [];
        var quoted = false;
        foreach (var letter in line)
        {
            var blank = letter is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or 0;
            if (letter == (byte)'"')
                quoted = !quoted;
            else if (!blank || (quoted && letter != 0))
                word.Add(letter);
            else
                End();
        }
        End();
        return words;

        void End()
        {
            if (word.Count > 0)
                words.Add(BytePath.Escape(word.ToArray()));
            word.Clear();
        }
    }

    private void Take(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (word, "") : (word[..equals], word[(equals + 1)..]);
        switch (name)
        {
            case "automatic":
                TakeAutomatic(value);
                break;
            case "ip":
                TakeIp(word, value);
                break;
            case "BOOTIF":
                _read = _read with { BootMac = Mac(value) };
                Check(word, _read.BootMac is not null, "is not 01- and an Ethernet address", Severity.Ignored);
                break;
            case "ka.server":
                _read = _read with { Server = Server(value) };
                Check(word, _read.Server is not null, "is not an IPv4 address, with or without a port", Severity.Fatal);
                break;
            case "ka.token":
                _read = _read with { Token = value };
                Check("ka.token=...", value.Length > 0, "is empty", Severity.Fatal);
                break;
            case "ka.open":
                _read = _read with { IsOpen = true };
                break;
            case "ka.break":
                var stage = BootStage.All.FirstOrDefault(stage => stage.Name == value);
                _read = _read with { Break = stage };
                Check(
                    word,
                    stage is not null,
                    $"is not one of {string.Join(", ", BootStage.All.Select(known => known.Name))}",
                    Severity.Ignored
                );
                break;
            case "ka.debug":
                _read = _read with { IsDebug = true };
                break;
            case "ka.console":
                TakeConsoles(word, value);
                break;
            case var ours when ours.StartsWith("ka.", StringComparison.Ordinal):
                Complain(word, "is not known", Severity.Ignored);
                break;
        }
    }

    private void TakeConsoles(string word, string value)
    {
        var names = value
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.StartsWith("/dev/", StringComparison.Ordinal) ? name["/dev/".Length..] : name)
            .ToList();
        var isSafe = names.Count > 0 && names.All(name => !name.AsSpan().ContainsAnyExcept(s_deviceLetters));
        _read = _read with { Consoles = isSafe ? names : [] };
        Check(word, isSafe, "is no list of terminals, like tty0,ttyS0", Severity.Ignored);
    }

    private void TakeAutomatic(string value)
    {
        foreach (var pair in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? pair : pair[..colon];
            var known = KernelWord.Automatic.FirstOrDefault(word => word.Name == key);
            if (known is null || colon < 0)
                Complain(pair, known is null ? "is not known in automatic=" : "has no value", Severity.Ignored);
            else if (key == "interface")
                _read = _read with { Interface = pair[(colon + 1)..] is "auto" or "" ? null : pair[(colon + 1)..] };
            else
                _network[key] = pair[(colon + 1)..];
        }
    }

    /// <summary>The kernel's nfsroot syntax. The server in it is that of a root file system on NFS, which there is not.</summary>
    private void TakeIp(string word, string value)
    {
        var fields = value.Split(':');
        string Field(int number) => number < fields.Length ? fields[number] : "";
        if (fields.Length == 1 && IsMethod(value))
        {
            _method = value;
            return;
        }
        if (Field(4).Length > 0)
            _read = _read with { HostName = Field(4) };
        if (Field(5).Length > 0)
            _read = _read with { Interface = Field(5) };
        if (Field(6).Length > 0 && !IsMethod(Field(6)))
            Complain(word, $"'{Field(6)}' is no way to get an address", Severity.Fatal);
        if (Field(0).Length == 0)
            return;
        _network["network"] = "static";
        _network["ip"] = Field(0);
        Keep("netmask", Field(3));
        Keep("gateway", Field(2));
        Keep("dns", Field(7));
    }

    private void Keep(string key, string value)
    {
        if (value.Length > 0)
            _network[key] = value;
    }

    private static bool IsMethod(string word) => word is "dhcp" or "on" or "any" or "both" or "bootp" or "off" or "none";

    /// <summary>Combines words that have a meaning only together.</summary>
    private void Settle()
    {
        if (_network.TryGetValue("method", out var method) && method != "ka")
            Complain($"method:{method}", "is not ka", Severity.Ignored);
        switch (_network.GetValueOrDefault("network", "dhcp"))
        {
            case "dhcp":
                break;
            case "static":
                _read = _read with { Static = Static() };
                break;
            case var other:
                Complain($"network:{other}", "is neither dhcp nor static", Severity.Fatal);
                break;
        }
        if (_method is not null && _read.Static is not null)
            Complain($"ip={_method}", "contradicts the static address", Severity.Ignored);
    }

    private StaticAddress? Static()
    {
        var before = _problems.Count;
        var address = Address("ip", isNeeded: true, Severity.Fatal);
        var mask = Address("netmask", isNeeded: true, Severity.Fatal);
        var gateway = Address("gateway", isNeeded: false, Severity.Fatal);
        var dns = Address("dns", isNeeded: false, Severity.Ignored);
        var prefix = mask is null ? null : Prefix(mask);
        if (mask is not null && prefix is null)
            Complain($"netmask:{mask}", "is not a netmask", Severity.Fatal);
        return _problems.Skip(before).Any(problem => problem.Outcome == Severity.Fatal) || address is null || prefix is null
            ? null
            : new StaticAddress(address, prefix.Value, gateway, dns is null ? [] : [dns]);
    }

    private IPAddress? Address(string key, bool isNeeded, Severity outcome)
    {
        if (!_network.TryGetValue(key, out var text))
        {
            Check("network:static", !isNeeded, $"has no {key}:ADDRESS beside it", outcome);
            return null;
        }
        var address = IPv4(text);
        Check($"{key}:{text}", address is not null, "is not an IPv4 address", outcome);
        return address;
    }

    /// <summary>An address of four decimal numbers; the other forms that IPAddress accepts (1.2, 0x7f.1) are refused.</summary>
    private static IPAddress? IPv4(string text) =>
        IPAddress.TryParse(text, out var address)
        && address.AddressFamily == AddressFamily.InterNetwork
        && address.ToString() == text
            ? address
            : null;

    private static IPEndPoint? Server(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var address = IPv4(colon < 0 ? text : text[..colon]);
        var port = (ushort)DefaultControlPort;
        return address is not null && (colon < 0 || (ushort.TryParse(text[(colon + 1)..], out port) && port > 0))
            ? new IPEndPoint(address, port)
            : null;
    }

    private static int? Prefix(IPAddress mask)
    {
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(mask.GetAddressBytes());
        var length = System.Numerics.BitOperations.LeadingZeroCount(~bits);
        return length == 32 || bits << length == 0 ? length : null;
    }

    /// <summary>As pxelinux writes it: the hardware type, 1, and the address, with dashes.</summary>
    private static MacAddress? Mac(string text) =>
        MacAddress.TryParse(text.StartsWith("01-", StringComparison.Ordinal) ? text["01-".Length..] : text, out var address)
            ? address
            : null;

    private void Check(string word, bool isRight, string what, Severity outcome)
    {
        if (!isRight)
            Complain(word, what, outcome);
    }

    private void Complain(string word, string what, Severity outcome) => _problems.Add(new BootProblem(word, what, outcome));
}

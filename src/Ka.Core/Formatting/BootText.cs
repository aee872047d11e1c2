using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Wire;

namespace Ka.Formatting;

/// <summary>The report of a clone's first boot as people and ssh(1) read it. Pure.</summary>
/// <remarks>Names and keys come from the clone. What is no plain host name, address or key is left out.</remarks>
public static class BootText
{
    private static readonly string[] s_keyTypes =
    [
        "ssh-ed25519",
        "ssh-rsa",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
    ];

    /// <summary>One line: kernel, address, what failed.</summary>
    public static string Summary(BootReport report)
    {
        var parts = new List<string> { $"kernel {report.Kernel}" };
        if (AddressesOf(report).FirstOrDefault() is { } address)
            parts.Add(address);
        if (report.FailedUnits.Count > 0)
            parts.Add(
                $"{Quantity.Count(report.FailedUnits.Count, "unit", "units")} failed: {string.Join(", ", report.FailedUnits)}"
            );
        return string.Join(", ", parts);
    }

    /// <summary>Its addresses without the bits of their networks.</summary>
    public static IEnumerable<string> AddressesOf(BootReport report)
    {
        foreach (var card in report.Interfaces)
        foreach (var text in card.Addresses)
            if (System.Net.IPAddress.TryParse(text.Split('/')[0], out var address))
                yield return address.ToString();
    }

    /// <summary>Lines for a hosts file (hosts(5)): its first address and its name; none when it has no address.</summary>
    public static IEnumerable<string> HostsLines(BootReport report)
    {
        if (AddressesOf(report).FirstOrDefault() is { } address && NameOf(report) is { } name)
            yield return $"{address} {name}";
    }

    /// <summary>Lines for a known_hosts file (sshd(8)).</summary>
    public static IEnumerable<string> KnownHostsLines(BootReport report)
    {
        string[] names = [.. AddressesOf(report), .. NameOf(report) is { } name ? [name] : Array.Empty<string>()];
        if (names.Length == 0)
            yield break;
        foreach (var key in report.HostKeys)
        {
            var words = key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && s_keyTypes.Contains(words[0]) && IsBase64(words[1]))
                yield return $"{string.Join(',', names)} {words[0]} {words[1]}";
        }
    }

    /// <summary>null: it is no plain host name.</summary>
    private static string? NameOf(BootReport report)
    {
        var name = report.Host.ToString();
        return
            name.Length > 0
            && char.IsAsciiLetterOrDigit(name[0])
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')
            ? name
            : null;
    }

    private static bool IsBase64(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/' or '=');
}

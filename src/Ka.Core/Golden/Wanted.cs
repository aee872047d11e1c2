using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using Ka.Wire;

namespace Ka.Golden;

/// <summary><c>--only</c>: the nodes that may come, by address or by hardware address. <c>10.0.0.1-20</c> and <c>10.0.0.[1-20,31]</c> are ranges.</summary>
public sealed class Wanted
{
    /// <summary>Said to all others.</summary>
    internal const string Refusal = "not one of --only";

    private const int MostAddresses = 65536;

    private readonly HashSet<IPAddress> _addresses = [];
    private readonly HashSet<string> _macs = new(StringComparer.OrdinalIgnoreCase);

    private Wanted()
    {
    }

    /// <summary>How many they are.</summary>
    public int Count => _addresses.Count + _macs.Count;

    /// <exception cref="FormatException">The message names the word.</exception>
    public static Wanted Parse(string text)
    {
        var wanted = new Wanted();
        foreach (var word in Split(text))
            wanted.Add(word);
        return wanted.Count > 0 ? wanted : throw new FormatException("no node is named");
    }

    /// <summary>false: it cannot be one of them.</summary>
    internal bool Mayhap(IPAddress address) => _macs.Count > 0 || _addresses.Contains(address);

    /// <param name="inventory">null: it did not say what it is made of.</param>
    internal bool Has(IPAddress address, Inventory? inventory)
    {
        if (_addresses.Contains(address))
            return true;
        foreach (var card in inventory?.Interfaces ?? [])
            if (_macs.Contains(card.Address.ToString()))
                return true;
        return false;
    }

    /// <summary>At commas outside of brackets, and at white space.</summary>
    private static List<string> Split(string text)
    {
        var (words, start, depth) = (new List<string>(), 0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var letter = i < text.Length ? text[i] : ',';
            depth += letter == '[' ? 1 : letter == ']' ? -1 : 0;
            if (i < text.Length && (depth > 0 || (letter != ',' && !char.IsWhiteSpace(letter))))
                continue;
            if (i > start)
                words.Add(text[start..i]);
            start = i + 1;
        }
        return words;
    }

    private void Add(string word)
    {
        if (IsMac(word))
            _macs.Add(word.Replace('-', ':'));
        else if (word.IndexOf('[', StringComparison.Ordinal) is > 0 and var open && word.EndsWith(']'))
            foreach (var range in word[(open + 1)..^1].Split(','))
                AddRange(word[..open], range, word);
        else if (word.LastIndexOf('.') is > 0 and var dot && word.IndexOf('-', dot) > 0)
            AddRange(word[..(dot + 1)], word[(dot + 1)..], word);
        else
            AddAddress(word, word);
    }

    private void AddRange(string prefix, string range, string word)
    {
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        var (first, last) = dash < 0 ? (range, range) : (range[..dash], range[(dash + 1)..]);
        if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) || to < from || to > 255)
            throw Wrong(word);
        for (var number = from; number <= to; number++)
            AddAddress(string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}"), word);
    }

    private void AddAddress(string text, string word)
    {
        if (!IPAddress.TryParse(text, out var address) || !text.Contains('.', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal) || _addresses.Count == MostAddresses)
            throw Wrong(word);
        _addresses.Add(address);
    }

    /// <summary>Six bytes in hexadecimal, with colons or hyphens.</summary>
    internal static bool IsMac(string word)
    {
        if (word.Length != 17)
            return false;
        for (var i = 0; i < word.Length; i++)
            if (i % 3 == 2 ? word[i] is not (':' or '-') : !char.IsAsciiHexDigit(word[i]))
                return false;
        return true;
    }

    private static FormatException Wrong(string word) =>
        new($"'{Ka.Linux.BytePath.FromText(word)}' is no node: 10.0.0.7, 10.0.0.1-20, 10.0.0.[1-20,31] or 52:54:00:12:34:56");
}

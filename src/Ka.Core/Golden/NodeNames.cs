using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using Ka.Linux;
using Ka.Prepare;

namespace Ka.Golden;

/// <summary><c>--names</c>: a file of host names. A line is a hardware or an IP address and the name of the clone there; <c>#</c> begins a comment;
/// <c>10.0.0.[1-60] node[01-60]</c> are sixty.</summary>
public static class NodeNames
{
    private const int MostNames = Ka.Wire.WireLimits.PlanNames;

    /// <summary>Address and name with a blank between them, as they travel.</summary>
    /// <param name="file">For messages.</param>
    /// <exception cref="FormatException">The message names the file and the line.</exception>
    public static IReadOnlyList<string> Parse(string text, string file)
    {
        var (lines, addresses, names) = (new List<string>(), new HashSet<string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var words = (comment < 0 ? line : line[..comment]).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            try
            {
                if (words.Length != 2)
                    throw new FormatException("a line is an address and a name");
                Add(Expand(words[0]), Expand(words[1]), words);
            }
            catch (FormatException e)
            {
                throw new FormatException($"'{BytePath.FromText(file)}' line {number}: {e.Message}");
            }
        }
        return lines;

        void Add(List<string> here, List<string> called, string[] words)
        {
            if (here.Count != called.Count)
                throw new FormatException($"{Shown(words[0])} are {here.Count}, {Shown(words[1])} are {called.Count}");
            for (var i = 0; i < here.Count; i++)
            {
                var (address, name) = (Address(here[i]), called[i]);
                if (!HostNamePlan.IsName(name))
                    throw new FormatException($"{Shown(name)} is no host name");
                if (!addresses.Add(address))
                    throw new FormatException($"{address} has a name already");
                if (!names.Add(name))
                    throw new FormatException($"{name} is the name of another node already");
                if (lines.Count == MostNames)
                    throw new FormatException($"there are more than {MostNames} names");
                lines.Add($"{address} {name}");
            }
        }
    }

    /// <summary>As the kernel and the class library write it.</summary>
    private static string Address(string word) =>
        Wanted.IsMac(word) ? word.Replace('-', ':').ToLowerInvariant()
        : IPAddress.TryParse(word, out var address) && (word.Contains(':', StringComparison.Ordinal) || word.AsSpan().Count('.') == 3) ? address.ToString()
        : throw new FormatException($"{Shown(word)} is no address: 10.0.0.7, 10.0.0.[1-20] or 52:54:00:12:34:56");

    /// <summary>The words that one with brackets stands for, in order. A number keeps the zeros that its range begins with.</summary>
    private static List<string> Expand(string word)
    {
        var open = word.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
            return [word];
        var close = word.IndexOf(']', open);
        if (close < 0)
            throw new FormatException($"{Shown(word)} has a bracket that is not closed");
        var words = new List<string>();
        foreach (var range in word[(open + 1)..close].Split(','))
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            var (first, last) = dash < 0 ? (range, range) : (range[..dash], range[(dash + 1)..]);
            if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                || !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) || to < from || to - from >= MostNames)
                throw new FormatException($"{Shown(range)} is no range");
            for (var number = from; number <= to; number++)
                foreach (var rest in Expand(word[(close + 1)..]))
                    words.Add(word[..open] + number.ToString(CultureInfo.InvariantCulture).PadLeft(first.Length, '0') + rest);
            if (words.Count > MostNames)
                throw new FormatException($"{Shown(word)} are more than {MostNames}");
        }
        return words;
    }

    private static string Shown(string word) => $"'{BytePath.FromText(word)}'";
}

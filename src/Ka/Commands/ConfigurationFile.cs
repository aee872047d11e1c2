using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Text;
using Ka.Linux;

namespace Ka.Commands;

/// <summary>The defaults of <c>ka serve</c> in <c>/etc/ka/ka.conf</c>; the command line overrides them.</summary>
/// <remarks>A line is <c>KEY=value</c>, and KEY is an option's long name: <c>RELEASE_DELAY=20</c> is
/// <c>--release-delay 20</c>.</remarks>
internal static class ConfigurationFile
{
    public const string File = "/etc/ka/ka.conf";

    public const string ConfigOption = "--config";

    /// <summary>Options that cannot be defaults: the operator consents to each run.</summary>
    private static readonly string[] s_neverDefaults = ["--yes", "--late", "--dry-run", ConfigOption];

    /// <summary>The words of the command line, and behind them those of the file that are not among them.</summary>
    /// <exception cref="UsageException">A line of the file makes no sense, or there is no file where <c>--config</c>
    /// says.</exception>
    public static string[] Extend(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0] != "serve")
            return arguments;
        var words = new List<string>(arguments);
        var named = words.IndexOf(ConfigOption) is >= 0 and var place && place + 1 < words.Count ? words[place + 1] : null;
        var path = BytePath.FromText(named ?? File);
        var read = Files.TryReadAll(path, out var text);
        if (!read.IsSuccess && (named is not null || !read.Is(Errno.ENOENT)))
            throw new UsageException($"'{path}': {LinuxException.Describe(read.Errno)}");
        var options = ServeCommand.Create().Options;
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(text ?? []).Split('\n'))
        {
            number++;
            if (line.Trim() is { Length: > 0 } rule && rule[0] != '#')
                Add(words, arguments, options, rule, $"'{path}' line {number}");
        }
        return [.. words];
    }

    private static void Add(List<string> words, string[] arguments, IList<Option> options, string rule, string where)
    {
        var equals = rule.IndexOf('=', StringComparison.Ordinal);
        var name = "--" + (equals < 0 ? rule : rule[..equals]).Trim().ToLowerInvariant().Replace('_', '-');
        Option? option = null;
        foreach (var candidate in options)
            if (candidate.Name == name && Array.IndexOf(s_neverDefaults, name) < 0)
                option = candidate;
        if (equals < 0 || option is null)
            throw new UsageException($"{where}: '{BytePath.FromText(rule)}' is no default of ka serve");
        var value = rule[(equals + 1)..].Trim();
        if (value.Length == 0 || IsGiven(arguments, option))
            return;
        if (option.ValueType == typeof(bool))
        {
            if (value is not ("yes" or "no"))
                throw new UsageException($"{where}: {BytePath.FromText(value)} is neither yes nor no");
            if (value == "yes")
                words.Add(name);
            return;
        }
        words.Add(name);
        if (PairedArguments.Takes(name) && value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank)
            words.AddRange([value[..blank], value[(blank + 1)..].TrimStart()]);
        else
            words.Add(value);
    }

    private static bool IsGiven(string[] arguments, Option option)
    {
        foreach (var word in arguments)
            if (
                word == option.Name
                || option.Aliases.Contains(word)
                || word.StartsWith(option.Name + "=", StringComparison.Ordinal)
                || IsJoined(word, option)
            )
                return true;
        return false;
    }

    /// <summary>-n60.</summary>
    private static bool IsJoined(string word, Option option)
    {
        foreach (var letter in option.Aliases)
            if (letter.Length == 2 && word.Length > 2 && word.StartsWith(letter, StringComparison.Ordinal))
                return true;
        return false;
    }
}

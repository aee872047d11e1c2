using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Text;
using Ka.Linux;

namespace Ka.Commands;

/// <summary>The defaults of <c>ka clone</c> and <c>ka serve</c> in <c>/etc/ka/ka.conf</c>; the command line overrides them.
/// What only one of them has is no default of the other.</summary>
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
        if (arguments.Length == 0 || arguments[0] is not ("clone" or "serve"))
            return arguments;
        var words = new List<string>(arguments);
        var named = words.IndexOf(ConfigOption) is >= 0 and var place && place + 1 < words.Count ? words[place + 1] : null;
        var path = BytePath.FromText(named ?? File);
        var read = Files.TryReadAll(path, out var text);
        if (!read.IsSuccess && (named is not null || !read.Is(Errno.ENOENT)))
            throw new UsageException($"'{path}': {LinuxException.Describe(read.Errno)}");
        var (clone, serve) = (CloneCommand.Create().Options, ServeCommand.Create().Options);
        var (own, others) = arguments[0] == "clone" ? (clone, serve) : (serve, clone);
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(text ?? []).Split('\n'))
        {
            number++;
            if (line.Trim() is not { Length: > 0 } rule || rule[0] == '#')
                continue;
            var where = $"'{path}' line {number}";
            var (name, value) = Split(rule, where);
            if (Find(own, name) is { } option)
                Add(words, arguments, option, value, where);
            else if (Find(others, name) is null)
                throw NoDefault(rule, where);
        }
        return [.. words];
    }

    /// <summary>The option's name, and its value.</summary>
    private static (string Name, string Value) Split(string rule, string where) =>
        rule.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals
            ? ("--" + rule[..equals].Trim().ToLowerInvariant().Replace('_', '-'), rule[(equals + 1)..].Trim())
            : throw NoDefault(rule, where);

    private static UsageException NoDefault(string rule, string where) =>
        new($"{where}: '{BytePath.FromText(rule)}' is no default of ka clone or ka serve");

    private static Option? Find(IList<Option> options, string name)
    {
        foreach (var option in options)
            if (option.Name == name && Array.IndexOf(s_neverDefaults, name) < 0)
                return option;
        return null;
    }

    private static void Add(List<string> words, string[] arguments, Option option, string value, string where)
    {
        if (value.Length == 0 || IsGiven(arguments, option))
            return;
        if (option.ValueType == typeof(bool))
        {
            if (value is not ("yes" or "no"))
                throw new UsageException($"{where}: {BytePath.FromText(value)} is neither yes nor no");
            if (value == "yes")
                words.Add(option.Name);
            return;
        }
        words.Add(option.Name);
        if (PairedArguments.Takes(option.Name) && value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank)
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

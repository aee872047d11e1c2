using System;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>Configuration files in which a device is a word: smartd.conf(5), hdparm.conf, maps of autofs(5), kdump.conf(5). A
/// word that is a device of the golden node becomes this machine's; half a word never, and comments stay.</summary>
internal static class DeviceWords
{
    /// <summary>All other bytes stay.</summary>
    public static string Rewrite(string text, DeviceNames names) =>
        FileText.EachLine(text, line => line.AsSpan().TrimStart() is ['#' or ';', ..] or [] ? line : Line(line, names));

    private static string Line(string line, DeviceNames names)
    {
        var result = new System.Text.StringBuilder(line.Length);
        for (var i = 0; i < line.Length; )
        {
            var end = i;
            while (end < line.Length && !IsBetween(line[end]))
                end++;
            result.Append(Word(line[i..end], names));
            if (end < line.Length)
                result.Append(line[end]);
            i = end + 1;
        }
        return result.ToString();
    }

    /// <summary><c>/dev/sda</c>, <c>:/dev/sda</c> of autofs, <c>file=/dev/sda</c>, <c>UUID=...</c>,
    /// <c>root=UUID=...</c>.</summary>
    private static string Word(string word, DeviceNames names)
    {
        var start = 0;
        if (!DeviceNames.IsDevice(word) && word.AsSpan().IndexOfAny('=', ':') is >= 0 and var before)
            start = before + 1;
        var spec = word[start..];
        return DeviceNames.IsDevice(spec) && names.Find(spec) is { } device
            ? word[..start] + (spec[0] == '/' ? names.TranslatePath(spec, device) : names.Translate(spec, device))
            : word;
    }

    private static bool IsBetween(char letter) =>
        letter is ' ' or '\t' or '\r' or '"' or '\'' or ',' or ';' or '{' or '}' or '(' or ')';
}

using System;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>The words of a kernel command line for this machine: what they name is looked up, word by word.</summary>
/// <param name="paths">The initramfs understands only the kernel's own names.</param>
internal sealed class CommandLineText(DeviceNames names, bool paths, List<string> notes)
{
    private const string Separator = "=";

    /// <summary>All other bytes stay.</summary>
    /// <param name="where">For notes: the file.</param>
    public string Rewrite(string line, string where)
    {
        var result = new StringBuilder(line.Length);
        var dropsOffset = false;
        for (var i = 0; i < line.Length; )
        {
            if (line[i] is ' ' or '\t')
            {
                result.Append(line[i++]);
                continue;
            }
            var end = EndOfWord(line, i);
            var word = line[i..end];
            i = end;
            var now =
                word.StartsWith("resume_offset=", StringComparison.Ordinal) && (dropsOffset || names.KnowsGolden)
                    ? null
                    : Word(word, where);
            if (now is not null)
            {
                result.Append(now);
                continue;
            }
            dropsOffset = true;
            // With one of the blanks around it.
            if (i < line.Length)
                i++;
            else if (result.Length > 0)
                result.Length--;
        }
        return result.ToString();
    }

    private string? Word(string word, string where)
    {
        var equals = word.IndexOf(Separator, StringComparison.Ordinal);
        if (equals < 0)
            return word;
        var (key, value) = (word[..equals], word[(equals + 1)..]);
        switch (key)
        {
            case "root":
                return "root=" + Root(value);
            case "resume":
                return Resume(value, where);
            case "cryptdevice":
                return "cryptdevice=" + CryptDevice(value);
            case "rd.luks.uuid" or "luks.uuid" or "rd.luks.name" or "luks.name" or "rd.md.uuid" or "rd_LUKS_UUID" or "rd_MD_UUID":
                return $"{key}={Id(value)}";
            default:
                return word;
        }
    }

    private string Root(string value) =>
        DeviceNames.IsDevice(value) && names.Target.MountedOn("/") is { } device && !IsForeignMapping(value)
            ? names.Translate(value, device, paths)
            : value;

    private string? Resume(string value, string where)
    {
        if (!DeviceNames.IsDevice(value) || IsForeignMapping(value))
            return "resume=" + value;
        if (names.Find(value) is { } device)
            return "resume=" + names.Translate(value, device, paths);
        notes.Add($"{where}: resume={BytePath.FromText(value)} is not on this machine, taken out");
        return null;
    }

    /// <summary>A mapping that is made of something else, encrypted for instance.</summary>
    private bool IsForeignMapping(string value) =>
        value.StartsWith("/dev/mapper/", StringComparison.Ordinal) && names.Find(value) is null;

    private string CryptDevice(string value)
    {
        // SPEC:NAME[:OPTIONS], and a UUID has no colon.
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var spec = colon < 0 ? value : value[..colon];
        return names.Find(spec) is { } device ? names.Translate(spec, device) + value[spec.Length..] : value;
    }

    private string Id(string value)
    {
        var prefix = value.StartsWith("luks-", StringComparison.Ordinal) ? "luks-" : "";
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        var id = equals < 0 ? value[prefix.Length..] : value[prefix.Length..equals];
        return names.OldIds.TryGetValue(id.ToLowerInvariant(), out var now)
            ? prefix + now + value[(prefix.Length + id.Length)..]
            : value;
    }

    /// <summary>Blanks between double quotes belong to the word.</summary>
    private static int EndOfWord(string line, int start)
    {
        var quoted = false;
        var end = start;
        for (; end < line.Length && (quoted || line[end] is not (' ' or '\t')); end++)
            quoted ^= line[end] == '"';
        return end;
    }
}

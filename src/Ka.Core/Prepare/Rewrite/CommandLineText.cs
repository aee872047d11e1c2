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

    /// <summary>The clone's, for <c>systemd.machine_id=</c>, which comes before the file; null: it stays.</summary>
    public string? MachineId { get; init; }

    /// <summary>What Alpine's <c>modules=</c> must have for this machine.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>A list of <c>modules=</c> with those that it lacks. A dash and an underscore are the same.</summary>
    public static string WithModules(string list, IReadOnlyList<string> modules)
    {
        var there = Array.ConvertAll(list.Split(','), name => name.Replace('-', '_'));
        foreach (var module in modules)
            if (Array.IndexOf(there, module.Replace('-', '_')) < 0)
                list += (list.Length == 0 ? "" : ",") + module;
        return list;
    }

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
        if (equals < 0 || KindOf(word[..equals]) is not { } kind)
            return word;
        var (key, value) = (word[..equals], word[(equals + 1)..]);
        var quote = value.Length > 1 && value[0] == '"' && value[^1] == '"' ? "\"" : "";
        if (quote.Length > 0)
            value = value[1..^1];
        void Note(string said) => notes.Add($"{where}: {key}={BytePath.FromText(value)}: {said}");
        var now = kind switch
        {
            Kind.Root => Mounted(value, "/"),
            Kind.Usr => Mounted(value, "/usr"),
            Kind.Boot => Mounted(value, names.Target.MountedOn("/boot") is null ? "/" : "/boot"),
            Kind.Resume => Resume(key, value, where),
            Kind.Parts => Parts(value),
            Kind.List => string.Join(',', Array.ConvertAll(value.Split(','), part => Plain(part, isPath: true))),
            Kind.Id => Id(value),
            Kind.RootFlags => new MountOptionText(names, "/").Rewrite(value, Note),
            Kind.UsrFlags => new MountOptionText(names, "/usr").Rewrite(value, Note),
            Kind.Path => Plain(value, isPath: true),
            Kind.Modules => WithModules(value, Modules),
            Kind.Machine => MachineIds.IsId(value.Replace("-", "", StringComparison.Ordinal)) ? MachineId ?? value : value,
            _ => Plain(value, isPath: false),
        };
        return now is null || (now.Length == 0 && value.Length > 0) ? null : $"{key}={quote}{now}{quote}";
    }

    /// <summary>What the value of a word names.</summary>
    private enum Kind
    {
        /// <summary>The device that is mounted there.</summary>
        Root,
        Usr,
        Boot,

        /// <summary>Swap space; the word goes when it is not here.</summary>
        Resume,

        /// <summary>A device.</summary>
        Device,

        /// <summary>A device, by a path alone.</summary>
        Path,

        /// <summary>Paths with commas between them.</summary>
        List,

        /// <summary>A device, and more behind a colon.</summary>
        Parts,

        /// <summary>An identifier, and more behind an equals sign.</summary>
        Id,

        /// <summary>Names of modules with commas between them.</summary>
        Modules,

        /// <summary>A machine id, or where to take it from.</summary>
        Machine,

        /// <summary>Options of a mount.</summary>
        RootFlags,
        UsrFlags,
    }

    /// <summary>The kernel, dracut.cmdline(7), systemd-fstab-generator(8), systemd-cryptsetup-generator(8), initramfs-tools,
    /// genkernel, mkinitcpio's encrypt, Alpine's init. null: the word names neither a disk nor this
    /// machine.</summary>
    private static Kind? KindOf(string key) =>
        key switch
        {
            "root" or "real_root" => Kind.Root,
            "mount.usr" => Kind.Usr,
            "boot" => Kind.Boot,
            "resume" or "real_resume" => Kind.Resume,
            "rootflags" or "real_rootflags" => Kind.RootFlags,
            "mount.usrflags" => Kind.UsrFlags,
            "cryptdevice" or "cryptkey" => Kind.Parts,
            "systemd.mount-extra" or "rd.systemd.mount-extra" or "systemd.swap-extra" or "rd.systemd.swap-extra" => Kind.Parts,
            "rd.luks.uuid" or "luks.uuid" or "rd.luks.name" or "luks.name" or "rd.luks.options" or "luks.options" => Kind.Id,
            "rd.luks.key" or "luks.key" or "rd.md.uuid" or "rd_LUKS_UUID" or "rd_MD_UUID" => Kind.Id,
            "cryptroot" or "crypt_root" or "crypt_swap" or "root_keydev" or "swap_keydev" => Kind.Device,
            "systemd.verity_root_data" or "systemd.verity_root_hash" => Kind.Device,
            "systemd.verity_usr_data" or "systemd.verity_usr_hash" => Kind.Device,
            "pstore_blk.blkdev" or "block2mtd.block2mtd" => Kind.Path,
            "md" => Kind.List,
            "modules" => Kind.Modules,
            "systemd.machine_id" => Kind.Machine,
            _ => null,
        };

    private string Mounted(string value, string place) =>
        !DeviceNames.IsDevice(value) || IsForeignMapping(value) ? value
        : names.Target.MountedOn(place) is { } device ? names.Translate(value, device, paths)
        : Plain(value, isPath: false);

    /// <summary>A device that this machine has; another word stays.</summary>
    private string Plain(string value, bool isPath) =>
        DeviceNames.IsDevice(value) && names.Find(value) is { } device ? names.Translate(value, device, paths || isPath) : value;

    private string? Resume(string key, string value, string where)
    {
        if (!DeviceNames.IsDevice(value) || IsForeignMapping(value))
            return value;
        if (names.Find(value) is { } device)
            return names.Translate(value, device, paths);
        notes.Add($"{where}: {key}={BytePath.FromText(value)} is not on this machine, taken out");
        return null;
    }

    /// <summary>A mapping that is made of something else, encrypted for instance.</summary>
    private bool IsForeignMapping(string value) =>
        value.StartsWith("/dev/mapper/", StringComparison.Ordinal) && names.Find(value) is null;

    private string Parts(string value)
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

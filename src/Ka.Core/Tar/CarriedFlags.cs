using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>Which flags of inodes a copy carries, by which words, and when they are set (docs/archive-format.md, "Flags"). This
/// is the only place that says so.</summary>
/// <remarks>Flags that are not here are the file system's own business (extents, indexes, inline data): it sets them anew, and no
/// person has set them.</remarks>
internal static class CarriedFlags
{
    /// <summary>The record of bsdtar and star. The words are bsdtar's; those that it does not know stand in
    /// <see cref="OwnKey"/>.</summary>
    private const string SharedKey = "SCHILY.fflags";
    private const string OwnKey = "KA.fflags";
    private const string ProjectKey = "KA.project";

    /// <summary>How the contents lie on the disk: set while a file is empty, because later they change nothing.</summary>
    public const InodeFlag BeforeContents = InodeFlag.NoCopyOnWrite | InodeFlag.Compressed | InodeFlag.NotCompressed;

    /// <summary>They forbid every change, further names of the file too: set when the copy is otherwise complete.</summary>
    public const InodeFlag Last = InodeFlag.Immutable | InodeFlag.AppendOnly | InodeFlag.ReadOnlySubvolume;

    private static readonly Word[] s_words =
    [
        new(InodeFlag.Immutable, SharedKey, "schg"),
        new(InodeFlag.AppendOnly, SharedKey, "sappnd"),
        new(InodeFlag.NoDump, SharedKey, "nodump"),
        new(InodeFlag.NoAccessTime, SharedKey, "noatime"),
        new(InodeFlag.NoCopyOnWrite, SharedKey, "nocow"),
        new(InodeFlag.Compressed, SharedKey, "compress"),
        new(InodeFlag.Synchronous, SharedKey, "sync"),
        new(InodeFlag.SynchronousDirectory, SharedKey, "dirsync"),
        new(InodeFlag.JournaledData, SharedKey, "journal-data"),
        new(InodeFlag.InheritsProject, SharedKey, "projinherit"),
        new(InodeFlag.TopDirectory, SharedKey, "topdir"),
        new(InodeFlag.NoTailMerging, SharedKey, "notail"),
        new(InodeFlag.SecureDeletion, SharedKey, "secdel"),
        new(InodeFlag.Undeletable, SharedKey, "undel"),
        new(InodeFlag.NotCompressed, OwnKey, "nocompress"),
        new(InodeFlag.DirectAccess, OwnKey, "dax"),
        new(InodeFlag.ReadOnlySubvolume, OwnKey, "readonly-subvolume"),
    ];

    /// <summary>Flags that no copy can have by being set, with what the report says of them.</summary>
    private static readonly (InodeFlag Flag, string Reason)[] s_named =
    [
        (InodeFlag.Verity, "fs-verity protects it here, and not in the copy"),
        (InodeFlag.Encrypted, "encrypted here (fscrypt), and not in the copy"),
        (InodeFlag.CaseFolded, "its names do not know case here (+F), and do in the copy"),
    ];

    private static readonly InodeFlag s_all = s_words.Aggregate(InodeFlag.None, (all, word) => all | word.Flag);

    /// <summary>What is carried of what an inode has.</summary>
    public static InodeFlags Of(InodeFlags flags) => flags with { Set = flags.Set & s_all };

    /// <summary>Notes flags that an inode has and a copy cannot have.</summary>
    public static void Name(InodeFlag flags, Omissions omissions, ReadOnlySpan<byte> path)
    {
        foreach (var (flag, reason) in s_named)
            if ((flags & flag) != 0)
                omissions.Add(reason, path);
    }

    /// <summary>Adds the records of an inode that has any flag.</summary>
    public static void Write(InodeFlags flags, PaxRecords records)
    {
        foreach (var key in (ReadOnlySpan<string>)[SharedKey, OwnKey])
            if (Join(Words(flags.Set).Where(word => word.Key == key)) is { Length: > 0 } text)
                records.Add(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(text));
        if (flags.Project != 0)
            records.Add(Encoding.ASCII.GetBytes(ProjectKey), flags.Project);
    }

    /// <summary>Reads a record, if it is one of these; it adds to what others said. Words that are not known here are passed
    /// over.</summary>
    /// <returns>null when the record is another; false when its value is impossible.</returns>
    public static bool? TryParse(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref InodeFlags flags)
    {
        if (Ascii.Equals(key, ProjectKey))
        {
            var isNumber = uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var project);
            flags = flags with { Project = project };
            return isNumber;
        }
        if (!Ascii.Equals(key, SharedKey) && !Ascii.Equals(key, OwnKey))
            return null;
        flags = flags with { Set = flags.Set | Parse(value) };
        return true;
    }

    /// <summary>The flags of words between commas.</summary>
    public static InodeFlag Parse(ReadOnlySpan<byte> words)
    {
        var flags = InodeFlag.None;
        foreach (var range in words.Split((byte)','))
        foreach (var word in s_words)
            if (Ascii.Equals(words[range], word.Name))
                flags |= word.Flag;
        return flags;
    }

    /// <summary>All words, with commas; <c>-</c>: none.</summary>
    public static string Text(InodeFlag flags) => Join(Words(flags)) is { Length: > 0 } text ? text : "-";

    /// <summary>Flags and project for people.</summary>
    public static string Describe(InodeFlags flags) =>
        flags.IsEmpty ? "none"
        : flags.Project == 0 ? Text(flags.Set)
        : flags.Set == InodeFlag.None ? $"project {flags.Project}"
        : $"{Text(flags.Set)}, project {flags.Project}";

    /// <summary>The flags one by one, each with its word.</summary>
    public static IEnumerable<(InodeFlag Flag, string Name)> Each(InodeFlag flags) =>
        Words(flags).Select(word => (word.Flag, word.Name));

    private static IEnumerable<Word> Words(InodeFlag flags) => s_words.Where(word => (flags & word.Flag) != 0);

    private static string Join(IEnumerable<Word> words) => string.Join(',', words.Select(word => word.Name));

    private sealed record Word(InodeFlag Flag, string Key, string Name);
}

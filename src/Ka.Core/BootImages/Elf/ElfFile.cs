using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.BootImages.Elf;

/// <summary>The headers of a program, a library or a kernel module (elf(5)): 64-bit, little-endian files of
/// x86-64.</summary>
/// <remarks>Every number in the file is distrusted: what points outside is a <see cref="FormatException"/>.</remarks>
internal sealed class ElfFile
{
    private const int HeaderLength = 64;
    private const int ProgramHeaderLength = 56;
    private const int SectionHeaderLength = 64;
    private const int DynamicEntryLength = 16;

    private const uint Load = 1,
        Dynamic = 2,
        Interpretation = 3;
    private const ulong NeededTag = 1,
        StringsTag = 5,
        RPathTag = 15,
        RunPathTag = 29;

    private readonly byte[] _bytes;
    private readonly List<string> _needed = [];

    private ElfFile(byte[] bytes)
    {
        _bytes = bytes;
        foreach (var (type, offset, length) in Segments())
            if (type == Interpretation)
                Interpreter = Text(offset, length);
            else if (type == Dynamic)
                ReadDynamic(offset, length);
    }

    /// <summary>The dynamic loader's path; null for a library or a static program.</summary>
    public string? Interpreter { get; }

    /// <summary>The libraries it was linked with, in order (DT_NEEDED).</summary>
    public IReadOnlyList<string> Needed => _needed;

    /// <summary>Directories that are searched for its libraries before the usual ones (DT_RUNPATH).</summary>
    public string RunPath { get; private set; } = "";

    /// <summary>The older form of it, which holds for the libraries of its libraries, too (DT_RPATH).</summary>
    public string RPath { get; private set; } = "";

    /// <summary>It begins as an ELF file of any kind.</summary>
    public static bool IsElf(ReadOnlySpan<byte> head) =>
        head.StartsWith("\x7f"u8) && head.Length >= 4 && head[1..4].SequenceEqual("ELF"u8);

    /// <summary>It begins as one of this machine's kind: class 64, little-endian, machine 62 (x86-64).</summary>
    public static bool IsNative(ReadOnlySpan<byte> head) =>
        IsElf(head)
        && head.Length >= 20
        && head[4] == 2
        && head[5] == 1
        && BinaryPrimitives.ReadUInt16LittleEndian(head[18..]) == 62;

    /// <exception cref="FormatException">It is no whole ELF file of x86-64.</exception>
    public static ElfFile Parse(byte[] bytes) =>
        IsNative(bytes) && bytes.Length >= HeaderLength
            ? new ElfFile(bytes)
            : throw new FormatException("not an ELF file of x86-64");

    /// <summary>The contents of a section; null when no section has that name.</summary>
    /// <exception cref="FormatException"/>
    public byte[]? Section(string name)
    {
        var table = Number64(40);
        var (size, count, names) = (Number16(58), Number16(60), Number16(62));
        if (count == 0)
            return null;
        if (size < SectionHeaderLength || names >= count)
            throw new FormatException("damaged ELF file: its table of sections makes no sense");
        var strings = Number64(table + ((ulong)names * size) + 24);
        for (ulong i = 0; i < count; i++)
        {
            var header = table + (i * size);
            if (Text(strings + Number32(header), ulong.MaxValue) == name)
                return Slice(Number64(header + 24), Number64(header + 32)).ToArray();
        }
        return null;
    }

    private List<(uint Type, ulong Offset, ulong Length)> Segments()
    {
        var (table, size, count) = (Number64(32), Number16(54), Number16(56));
        var segments = new List<(uint, ulong, ulong)>();
        if (count > 0 && size < ProgramHeaderLength)
            throw new FormatException("damaged ELF file: its table of segments makes no sense");
        for (ulong i = 0; i < count; i++)
            segments.Add((Number32(table + (i * size)), Number64(table + (i * size) + 8), Number64(table + (i * size) + 32)));
        return segments;
    }

    private void ReadDynamic(ulong offset, ulong length)
    {
        var section = Slice(offset, length);
        var entries = new List<(ulong Tag, ulong Value)>();
        for (var i = 0; i + DynamicEntryLength <= section.Length; i += DynamicEntryLength)
            entries.Add(
                (
                    BinaryPrimitives.ReadUInt64LittleEndian(section[i..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(section[(i + 8)..])
                )
            );
        if (entries.Find(entry => entry.Tag == StringsTag) is not (StringsTag, var address))
            return;
        var strings = OffsetOf(address);
        foreach (var (tag, value) in entries)
            if (tag == NeededTag)
                _needed.Add(Text(Sum(strings, value), ulong.MaxValue));
            else if (tag == RunPathTag)
                RunPath = Text(Sum(strings, value), ulong.MaxValue);
            else if (tag == RPathTag)
                RPath = Text(Sum(strings, value), ulong.MaxValue);
            else if (tag == 0)
                return;
    }

    private ulong OffsetOf(ulong address)
    {
        var (table, size, count) = (Number64(32), Number16(54), Number16(56));
        for (ulong i = 0; i < count; i++)
        {
            var header = table + (i * size);
            var start = Number64(header + 16);
            if (Number32(header) == Load && address >= start && address - start < Number64(header + 32))
                return Sum(Number64(header + 8), address - start);
        }
        throw new FormatException("damaged ELF file: its strings are in no segment");
    }

    private string Text(ulong offset, ulong limit)
    {
        if (offset >= (ulong)_bytes.Length)
            throw new FormatException("damaged ELF file: a name is outside");
        var rest = _bytes.AsSpan((int)offset);
        rest = rest[..(int)Math.Min((ulong)rest.Length, limit)];
        var end = rest.IndexOf((byte)0);
        return end < 0 ? throw new FormatException("damaged ELF file: a name has no end") : SurrogateEscape.Decode(rest[..end]);
    }

    private static ulong Sum(ulong a, ulong b) =>
        a <= ulong.MaxValue - b ? a + b : throw new FormatException("damaged ELF file: a position is out of range");

    private ushort Number16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2));

    private uint Number32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4));

    private ulong Number64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(offset, 8));

    private ReadOnlySpan<byte> Slice(ulong offset, ulong length) =>
        offset <= (ulong)_bytes.Length && length <= (ulong)_bytes.Length - offset
            ? _bytes.AsSpan((int)offset, (int)length)
            : throw new FormatException("damaged ELF file: something is outside");
}

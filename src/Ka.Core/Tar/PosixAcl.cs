using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>POSIX ACLs between the kernel's bytes (<c>system.posix_acl_*</c>, linux/posix_acl_xattr.h) and the text of pax
/// records (<c>SCHILY.acl.*</c>: <c>user::rwx,user:1000:r-x,group::r-x,mask::rwx,other::---</c>).</summary>
internal static class PosixAcl
{
    private const int Version = 2;
    private const int HeadLength = 4;
    private const int EntryLength = 8;
    private const uint NoId = uint.MaxValue;

    private enum Tag : ushort
    {
        Owner = 0x01,
        User = 0x02,
        OwningGroup = 0x04,
        Group = 0x08,
        Mask = 0x10,
        Other = 0x20,
    }

    /// <returns>null when the bytes are no ACL that the text can express.</returns>
    public static byte[]? ToText(ReadOnlySpan<byte> acl)
    {
        if (
            acl.Length < HeadLength
            || (acl.Length - HeadLength) % EntryLength != 0
            || BinaryPrimitives.ReadUInt32LittleEndian(acl) != Version
        )
            return null;
        var text = new MemoryStream();
        for (var rest = acl[HeadLength..]; !rest.IsEmpty; rest = rest[EntryLength..])
        {
            if (text.Length > 0)
                text.WriteByte((byte)',');
            if (!WriteEntry(text, rest))
                return null;
        }
        return text.ToArray();
    }

    /// <summary>Entries are separated by commas or line ends; a numeric id may follow as a fourth field.</summary>
    /// <param name="accounts">Finds the number of a name.</param>
    /// <returns>null when the text is no ACL, or names an account that is not known here.</returns>
    public static byte[]? FromText(ReadOnlySpan<byte> text, Accounts accounts)
    {
        var entries = new List<(Tag Tag, uint Id, int Bits)>();
        foreach (var range in text.SplitAny((byte)',', (byte)'\n'))
        {
            var line = text[range];
            var comment = line.IndexOf((byte)'#');
            line = (comment < 0 ? line : line[..comment]).Trim(" \t\0"u8);
            if (line.IsEmpty)
                continue;
            if (!TryParseEntry(line, accounts, out var entry))
                return null;
            entries.Add(entry);
        }
        // The kernel takes them in this order only; bsdtar writes "other" before named users.
        entries.Sort(static (a, b) => a.Tag != b.Tag ? a.Tag.CompareTo(b.Tag) : a.Id.CompareTo(b.Id));
        return ToBytes(entries);
    }

    private static byte[] ToBytes(List<(Tag Tag, uint Id, int Bits)> entries)
    {
        var acl = new byte[HeadLength + entries.Count * EntryLength];
        BinaryPrimitives.WriteUInt32LittleEndian(acl, Version);
        var rest = acl.AsSpan(HeadLength);
        foreach (var (tag, id, bits) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[2..], (ushort)bits);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], id);
            rest = rest[EntryLength..];
        }
        return acl;
    }

    private static bool WriteEntry(MemoryStream text, ReadOnlySpan<byte> entry)
    {
        var tag = (Tag)BinaryPrimitives.ReadUInt16LittleEndian(entry);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
        var name = Name(tag);
        if (name.IsEmpty || bits > 7)
            return false;
        text.Write(name);
        text.WriteByte((byte)':');
        if (tag is Tag.User or Tag.Group)
        {
            Span<byte> digits = stackalloc byte[10];
            Utf8Formatter.TryFormat(BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]), digits, out var count);
            text.Write(digits[..count]);
        }
        text.Write([(byte)':', Bit(bits, 4, 'r'), Bit(bits, 2, 'w'), Bit(bits, 1, 'x')]);
        return true;

        static byte Bit(int bits, int bit, char letter) => (byte)((bits & bit) != 0 ? letter : '-');
    }

    private static bool TryParseEntry(ReadOnlySpan<byte> line, Accounts accounts, out (Tag Tag, uint Id, int Bits) entry)
    {
        entry = default;
        if (line.StartsWith("default:"u8))
            line = line["default:"u8.Length..];
        Span<Range> fields = stackalloc Range[5];
        var count = ColonFields.Split(line, fields);
        if (count is < 2 or > 4)
            return false;
        var qualifier = count == 2 ? default : line[fields[1]];
        var tag = ParseTag(line[fields[0]], !qualifier.IsEmpty);
        var id = NoId;
        if (tag is Tag.User or Tag.Group)
        {
            if (count == 4 && !line[fields[3]].IsEmpty)
                qualifier = line[fields[3]];
            if (!accounts.TryResolve(qualifier, tag == Tag.Group, out id))
                return false;
        }
        var bits = 0;
        if (tag is null || !TryParseBits(line[fields[count == 2 ? 1 : 2]], ref bits))
            return false;
        entry = (tag.Value, id, bits);
        return true;
    }

    private static Tag? ParseTag(ReadOnlySpan<byte> name, bool qualified) =>
        name switch
        {
            _ when name.SequenceEqual("user"u8) || name.SequenceEqual("u"u8) => qualified ? Tag.User : Tag.Owner,
            _ when name.SequenceEqual("group"u8) || name.SequenceEqual("g"u8) => qualified ? Tag.Group : Tag.OwningGroup,
            _ when name.SequenceEqual("mask"u8) || name.SequenceEqual("m"u8) => Tag.Mask,
            _ when name.SequenceEqual("other"u8) || name.SequenceEqual("o"u8) => Tag.Other,
            _ => null,
        };

    private static bool TryParseBits(ReadOnlySpan<byte> letters, ref int bits)
    {
        foreach (var letter in letters)
            switch (letter)
            {
                case (byte)'r':
                    bits |= 4;
                    break;
                case (byte)'w':
                    bits |= 2;
                    break;
                case (byte)'x':
                    bits |= 1;
                    break;
                case (byte)'-':
                    break;
                default:
                    return false;
            }
        return true;
    }

    private static ReadOnlySpan<byte> Name(Tag tag) =>
        tag switch
        {
            Tag.Owner or Tag.User => "user"u8,
            Tag.OwningGroup or Tag.Group => "group"u8,
            Tag.Mask => "mask"u8,
            Tag.Other => "other"u8,
            _ => default,
        };
}

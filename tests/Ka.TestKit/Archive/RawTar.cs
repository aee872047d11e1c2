using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Ka.TestKit;

/// <summary>Archives put together byte by byte, right or wrong, without the product's code.</summary>
public sealed class RawTar
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    /// <summary>A ustar header and its contents.</summary>
    /// <param name="size">Said in the header, when it is not the length of <paramref name="content"/>.</param>
    public RawTar Add(
        char type,
        string name,
        byte[]? content = null,
        string link = "",
        int mode = 0x1A4,
        long? size = null,
        string magic = "ustar\000"
    )
    {
        content ??= [];
        var block = new byte[512];
        Put(block, 0, name);
        Put(block, 100, Octal(mode, 7));
        Put(block, 108, Octal(0, 7));
        Put(block, 116, Octal(0, 7));
        Put(block, 124, Octal(size ?? content.Length, 11));
        Put(block, 136, Octal(1000, 11));
        block[156] = (byte)type;
        Put(block, 157, link);
        Put(block, 257, magic);
        if (type is '3' or '4')
        {
            Put(block, 329, Octal(1, 7));
            Put(block, 337, Octal(3, 7));
        }
        return AddHeader(block).AddContent(content);
    }

    /// <summary>A header with its checksum put right.</summary>
    public RawTar AddHeader(byte[] block)
    {
        Fix(block);
        _bytes.AddRange(block);
        return this;
    }

    /// <summary>Bytes and zeros to the end of their block.</summary>
    public RawTar AddContent(byte[] content)
    {
        _bytes.AddRange(content);
        _bytes.AddRange(new byte[-content.Length & 511]);
        return this;
    }

    /// <summary>Bytes as they are.</summary>
    public RawTar AddRaw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A pax header of these records; "=" separates key and value.</summary>
    public RawTar AddPax(params string[] records) => AddPax('x', records);

    public RawTar AddPax(char type, params string[] records) =>
        Add(type, "pax", [.. records.SelectMany(record => Record(Encoding.Latin1.GetBytes(record)))]);

    /// <summary>The two blocks of the end, and the archive.</summary>
    public byte[] End()
    {
        _bytes.AddRange(new byte[1024]);
        return Bytes;
    }

    /// <summary>Puts the checksum of a header right.</summary>
    public static void Fix(Span<byte> block)
    {
        block.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in block[..512])
            sum += b;
        Put(block, 148, Octal(sum, 6) + "\0 ");
    }

    private static byte[] Record(byte[] text)
    {
        for (var length = text.Length + 3; ; length++)
        {
            var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} "));
            if (head.Length + text.Length + 1 == length)
                return [.. head, .. text, (byte)'\n'];
        }
    }

    private static void Put(Span<byte> block, int at, string text) => Encoding.Latin1.GetBytes(text).CopyTo(block[at..]);

    private static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0');
}

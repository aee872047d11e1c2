using System;
using System.Globalization;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Desc;

/// <summary>The words of one line of a desc file.</summary>
internal sealed class DescLine(string file, int number, string[] words)
{
    private const long Mebi = 1 << 20;

    /// <summary>Megabytes: an exbibyte.</summary>
    private const long MaxMegabytes = LayoutLimits.Size / Mebi;

    private int _word;

    public bool IsLogical => words.TakeWhile(word => word is "logical" or "bootable").Contains("logical");

    public LayoutException Wrong(string complaint) => new($"{file}:{number}: {complaint}");

    public TableKind ReadTable()
    {
        if (words.Length != 2)
            throw Wrong("'table' is followed by mbr or gpt, and nothing else");
        return words[1] switch
        {
            "mbr" => TableKind.Mbr,
            "gpt" => TableKind.Gpt,
            _ => throw Wrong($"unknown table {Quote(words[1])}: mbr or gpt"),
        };
    }

    public DescPartition ReadPartition(TableKind table, int partition)
    {
        var (logical, bootable) = (false, false);
        for (; _word < words.Length && words[_word] is "logical" or "bootable"; _word++)
        {
            ref var flag = ref words[_word] == "logical" ? ref logical : ref bootable;
            if (flag)
                throw Wrong($"'{words[_word]}' stands twice");
            flag = true;
        }
        if (logical && table == TableKind.Gpt)
            throw Wrong("a GPT has no logical partitions");
        if (bootable && table == TableKind.Gpt)
            throw Wrong("a GPT has no bootable flag");
        var type = ReadType(table);
        var extended = type == PartitionTypes.MbrExtended;
        if (extended && logical)
            throw Wrong("an extended partition cannot be logical");
        var size = ReadSize();
        if (_word < words.Length)
            throw Wrong($"unexpected {Quote(words[_word])} after the size");
        return new DescPartition(number, partition)
        {
            Type = type,
            Size = size,
            IsLogical = logical,
            IsExtended = extended,
            Bootable = bootable,
        };
    }

    private string ReadType(TableKind table)
    {
        if (_word == words.Length)
            throw Wrong("the type is missing");
        var word = words[_word++];
        var gpt = table == TableKind.Gpt;
        return word switch
        {
            "linux" => gpt ? PartitionTypes.GptLinux : PartitionTypes.MbrLinux,
            "swap" => gpt ? PartitionTypes.GptSwap : PartitionTypes.MbrSwap,
            "esp" => gpt ? PartitionTypes.GptEsp : PartitionTypes.MbrEsp,
            "lvm" => gpt ? PartitionTypes.GptLvm : "8e",
            "raid" => gpt ? PartitionTypes.GptRaid : "fd",
            "bios" when gpt => PartitionTypes.GptBiosBoot,
            "extended" when !gpt => PartitionTypes.MbrExtended,
            "bios" => throw Wrong("only a GPT has a 'bios' partition"),
            "extended" => throw Wrong("a GPT has no extended partition"),
            _ => ReadTypeCode(word, gpt),
        };
    }

    private string ReadTypeCode(string word, bool gpt)
    {
        const string Prefix = "type";
        var code = word.StartsWith(Prefix, StringComparison.Ordinal) ? word[Prefix.Length..] : "";
        if (Spelling.Fits(code, "x") || Spelling.Fits(code, "xx"))
        {
            if (gpt)
                throw Wrong($"{Quote(word)} is a type of an MBR; a GPT has linux, swap, esp, lvm, raid, bios or typeGUID");
            var hex = code.TrimStart('0').ToLowerInvariant();
            return hex switch
            {
                "" => throw Wrong($"{Quote(word)} stands for no partition"),
                // Any container is the one we make.
                "5" or "f" or "85" => PartitionTypes.MbrExtended,
                _ => hex,
            };
        }
        if (gpt && Spelling.Fits(code, Spelling.Guid))
            return code.ToUpperInvariant();
        throw Wrong($"unknown type {Quote(word)}");
    }

    private DescSize ReadSize()
    {
        if (_word == words.Length)
            throw Wrong("the size is missing");
        var word = words[_word++];
        if (word == "fill")
            return new DescSize(0, IsFill: true);
        if (word == "ram")
            return new DescSize(0, IsMemory: true);
        var unit = word[^1] switch
        {
            'M' => 1L,
            'G' => 1L << 10,
            'T' => 1L << 20,
            _ => 0,
        };
        var digits = unit == 0 ? word : word[..^1];
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw Wrong($"{Quote(word)} is no size: a number of megabytes, a number with M, G or T, 'fill' or 'ram'");
        if (count == 0)
            throw Wrong("a size of nothing");
        var megabytes =
            count <= MaxMegabytes / Math.Max(unit, 1)
                ? count * Math.Max(unit, 1)
                : throw Wrong($"{Quote(word)} is larger than any disk");
        return new DescSize(megabytes * Mebi);
    }

    private static string Quote(string word) => $"'{BytePath.FromText(word.Length > 60 ? word[..60] + "..." : word)}'";
}

using System;
using System.Buffers.Binary;
using System.Text;

namespace Ka.Disks.Probe;

/// <summary>An entry of the firmware's boot menu: EFI_LOAD_OPTION (UEFI specification 2.10, 3.1.3).</summary>
/// <param name="Label">Its name in the menu.</param>
/// <param name="Partition">The partition that it starts from, as PARTUUID has it: a GPT's unique id, an MBR's disk id with the
/// number; null: another place.</param>
/// <param name="Path">The file, with slashes; null: the firmware looks for one.</param>
internal sealed record LoadOption(string Label, string? Partition, string? Path)
{
    private const byte Media = 4,
        HardDrive = 1,
        FilePath = 4;

    /// <summary>A node of a device path: type, subtype, length with this header.</summary>
    private const int NodeHeader = 4;

    /// <summary>Attributes and the length of the device path.</summary>
    private const int Header = 6;

    private const byte MbrId = 1,
        GptId = 2;

    /// <summary>Null when the bytes are not such an entry.</summary>
    public static LoadOption? Parse(ReadOnlySpan<byte> option)
    {
        if (option.Length < Header)
            return null;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(option[4..]);
        var (label, end) = Text(option[Header..]);
        var rest = option[(Header + end)..];
        if (rest.Length < length)
            return null;
        string? partition = null;
        var path = new StringBuilder();
        for (var nodes = rest[..length]; nodes.Length >= NodeHeader; )
        {
            var size = BinaryPrimitives.ReadUInt16LittleEndian(nodes[2..]);
            if (size < NodeHeader || size > nodes.Length)
                return null;
            var content = nodes[NodeHeader..size];
            if (nodes[0] == Media && nodes[1] == HardDrive)
                partition = PartitionId(content);
            else if (nodes[0] == Media && nodes[1] == FilePath)
                path.Append('\\').Append(Text(content).Text);
            nodes = nodes[size..];
        }
        return new LoadOption(label, partition, path.Length == 0 ? null : Plain(path.ToString()));
    }

    /// <summary>Number, start, size, id, kind of table, kind of id (10.3.5.1).</summary>
    private static string? PartitionId(ReadOnlySpan<byte> content) =>
        content.Length < 38 ? null
        : content[37] == GptId ? new Guid(content.Slice(20, 16)).ToString()
        : content[37] == MbrId
            ? $"{BinaryPrimitives.ReadUInt32LittleEndian(content[20..]):x8}-{BinaryPrimitives.ReadUInt32LittleEndian(content):x2}"
        : null;

    private static string Plain(string path) => "/" + string.Join('/', path.Split('\\', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>UTF-16 up to a zero, and the number of bytes with it.</summary>
    private static (string Text, int End) Text(ReadOnlySpan<byte> bytes)
    {
        var end = 0;
        while (end + 1 < bytes.Length && (bytes[end] != 0 || bytes[end + 1] != 0))
            end += 2;
        return (Encoding.Unicode.GetString(bytes[..end]), Math.Min(end + 2, bytes.Length));
    }
}

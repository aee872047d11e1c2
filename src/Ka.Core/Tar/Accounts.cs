using System;
using System.Buffers.Text;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>Numbers of users and groups by name, from /etc/passwd and /etc/group of the system that runs; a static program
/// has no other name service. Archives of this project have numbers only.</summary>
internal sealed class Accounts
{
    private byte[]? _users;
    private byte[]? _groups;

    /// <param name="qualifier">A name, or a decimal number.</param>
    public bool TryResolve(ReadOnlySpan<byte> qualifier, bool isGroup, out uint id)
    {
        if (Utf8Parser.TryParse(qualifier, out id, out var used) && used == qualifier.Length)
            return true;
        var table = isGroup ? _groups ??= Load("/etc/group") : _users ??= Load("/etc/passwd");
        return TryFind(table, qualifier, out id);
    }

    private static bool TryFind(ReadOnlySpan<byte> table, ReadOnlySpan<byte> name, out uint id)
    {
        Span<Range> fields = stackalloc Range[4];
        foreach (var range in table.Split((byte)'\n'))
        {
            var line = table[range];
            if (
                ColonFields.Split(line, fields) >= 3
                && line[fields[0]].SequenceEqual(name)
                && Utf8Parser.TryParse(line[fields[2]], out id, out _)
            )
                return true;
        }
        id = 0;
        return false;
    }

    private static byte[] Load(string path)
    {
        var opened = Files.TryOpenRead(BytePath.FromText(path), out var file);
        using var closing = file;
        return opened.IsSuccess ? Files.ReadToEnd(file, BytePath.FromText(path), 16 << 20) : [];
    }
}

using System;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>Reads directories through one buffer (getdents64(2)). Entries come in the directory's own order.</summary>
public sealed class DirectoryEntries(int bufferSize = 64 << 10)
{
    /// <summary>Bytes of struct dirent64 before the name.</summary>
    private const int NameOffset = 19;

    private readonly byte[] _buffer = new byte[bufferSize];
    private int _position;
    private int _filled;

    /// <summary>Reads the next piece of <paramref name="directory"/>. 0 is its end.</summary>
    public unsafe SysResult Fill(Fd directory)
    {
        using var use = directory.Use();
        SysResult result;
        fixed (byte* start = _buffer)
            result = SysResult.From(Sys.getdents64(use.Number, start, _buffer.Length));
        _position = 0;
        _filled = result.IsSuccess ? (int)result.Value : 0;
        return result;
    }

    /// <summary>The next entry of the piece that was read, "." and ".." left out.</summary>
    public bool TryNext(out DirectoryEntry entry)
    {
        while (_position < _filled)
        {
            var raw = _buffer.AsSpan(_position, _filled - _position);
            ref readonly var head = ref MemoryMarshal.AsRef<Sys.dirent64>(raw);
            var name = raw[NameOffset..head.d_reclen];
            name = name[..name.IndexOf((byte)0)];
            _position += head.d_reclen;
            if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
                continue;
            entry = new DirectoryEntry(head.d_ino, Kind(head.d_type), name);
            return true;
        }
        entry = default;
        return false;
    }

    private static FileKind Kind(byte type) =>
        type switch
        {
            Sys.DT_FIFO or Sys.DT_CHR or Sys.DT_DIR or Sys.DT_BLK or Sys.DT_REG or Sys.DT_LNK or Sys.DT_SOCK => (FileKind)(
                type << 12
            ),
            _ => FileKind.Unknown,
        };
}

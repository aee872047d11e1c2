using System;
using System.IO.Hashing;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Manifests;

/// <summary>Reads a manifest from its beginning (docs/manifest.md). Not thread-safe.</summary>
internal sealed class ManifestReader(Fd file, BytePath name)
{
    /// <summary>Two paths of the longest kind, escaped, and the rest.</summary>
    private const int LongestLine = 8 * ArchiveLimits.Path + 4096;

    private readonly XxHash128 _hash = new();
    private byte[] _buffer = new byte[256 << 10];
    private int _start;
    private int _filled;
    private long _line;
    private long _entries;
    private ManifestItem? _ahead;
    private bool _isInStream;
    private bool _isInTree;
    private bool _hasDirectory;
    private bool _isOver;

    /// <summary>Reads the next item; null behind the last, when the manifest is complete and undamaged.</summary>
    /// <exception cref="ManifestException">The manifest is cut or damaged, or is no manifest.</exception>
    /// <exception cref="LinuxException">The manifest cannot be read.</exception>
    public ManifestItem? Next()
    {
        var item = _ahead ?? Parse();
        _ahead = null;
        while (item is ManifestItem.Remark)
            item = Parse();
        switch (item)
        {
            case ManifestItem.End:
                return null;
            case ManifestItem.Entry entry:
                _entries++;
                return WithAttributes(entry);
            case ManifestItem.Attribute or ManifestItem.FlagLine:
                throw new ManifestException(_line, "is out of place");
            default:
                return item;
        }
    }

    private ManifestItem.Entry WithAttributes(ManifestItem.Entry entry)
    {
        for (_ahead = Parse(); ; _ahead = Parse())
            switch (_ahead)
            {
                case ManifestItem.Attribute next:
                    entry.Add(next.Value);
                    break;
                case ManifestItem.FlagLine flags:
                    entry.Flags = flags.Value;
                    break;
                default:
                    return entry;
            }
    }

    private ManifestItem Parse()
    {
        var line = ReadLine();
        var fields = new ManifestFields(line, _line);
        var word = fields.Next();
        ManifestItem item = word.Length == 1 && _line > 1 ? ParseEntry(word[0], ref fields) : ParseWord(word, ref fields);
        fields.End();
        if (item is not ManifestItem.End)
        {
            _hash.Append(line);
            _hash.Append("\n"u8);
        }
        return item;
    }

    private ManifestItem ParseWord(ReadOnlySpan<byte> word, ref ManifestFields fields)
    {
        if (_line == 1)
            return ParseHead(word, ref fields);
        if (word.SequenceEqual("exclude"u8) && _isInTree)
        {
            fields.Path();
            return new ManifestItem.Remark();
        }
        if (word.SequenceEqual("sent"u8) && _isInStream)
        {
            _isInStream = _isInTree = _hasDirectory = false;
            return new ManifestItem.Sent(fields.Number(), fields.Hash());
        }
        if (_isInStream)
            throw fields.Fault("is out of place");
        if (word.SequenceEqual("end"u8))
            return ParseEnd(ref fields);
        _isInStream = true;
        if (word.SequenceEqual("tree"u8))
        {
            _isInTree = true;
            var place = DirectoryPath(ref fields);
            fields.Path();
            return new ManifestItem.Tree(new BytePath(place));
        }
        foreach (var kind in (ReadOnlySpan<string>)["file", "command", "partition", "image"])
            if (System.Text.Ascii.Equals(word, kind))
                return new ManifestItem.Bytes(kind, fields.Path());
        throw fields.Fault("begins with a word that is not known");
    }

    private static ManifestItem.Remark ParseHead(ReadOnlySpan<byte> word, ref ManifestFields fields)
    {
        if (!word.SequenceEqual("ka-manifest"u8))
            throw new ManifestException("this is no manifest of 'ka'");
        if (fields.Number() != 1)
            throw new ManifestException("this is a manifest of another version of 'ka'");
        fields.Number();
        fields.Path();
        return new ManifestItem.Remark();
    }

    private ManifestItem.End ParseEnd(ref ManifestFields fields)
    {
        if (fields.Number() != _entries || fields.Hash() != _hash.GetCurrentHashAsUInt128())
            throw new ManifestException("the manifest is damaged: it is not what was written");
        _isOver = true;
        if (_start < _filled || Fill() > 0)
            throw new ManifestException("something follows the end of the manifest");
        return new ManifestItem.End();
    }

    private ManifestItem ParseEntry(byte type, ref ManifestFields fields)
    {
        if (!_isInTree || !(_hasDirectory || ManifestType.IsDirectory(type)))
            throw fields.Fault("is out of place");
        if (type == ManifestType.Attribute)
            return new ManifestItem.Attribute(new ExtendedAttribute(fields.Escaped(), fields.Escaped()));
        if (type == ManifestType.Flags)
            return new ManifestItem.FlagLine(new InodeFlags(CarriedFlags.Parse(fields.Next()), fields.Id()));
        var entry = new ManifestItem.Entry(type);
        if (type != ManifestType.HardLink)
            (entry.Permissions, entry.Owner, entry.Group, entry.Modified) = (
                fields.Octal(),
                fields.Id(),
                fields.Id(),
                fields.Time()
            );
        switch (type)
        {
            case ManifestType.Directory or ManifestType.ExcludedDirectory or ManifestType.MountPoint:
                entry.Name = DirectoryPath(ref fields);
                _hasDirectory = true;
                return entry;
            case ManifestType.File:
                (entry.Size, entry.Hash) = (fields.Number(), fields.Hash());
                break;
            case ManifestType.CharacterDevice or ManifestType.BlockDevice:
                entry.Device = new DeviceNumber(fields.Id(), fields.Id());
                break;
            case ManifestType.SymbolicLink or ManifestType.HardLink or ManifestType.Fifo:
                break;
            default:
                throw fields.Fault("begins with a letter that is not known");
        }
        entry.Name = fields.Escaped();
        if (!IsName(entry.Name))
            throw fields.Fault("has a name that is none");
        if (type is ManifestType.SymbolicLink or ManifestType.HardLink)
            entry.Link = fields.Escaped();
        return entry;
    }

    private static byte[] DirectoryPath(ref ManifestFields fields)
    {
        var path = fields.Escaped();
        var isInside = path is [(byte)'.', (byte)'/', ..] and [.., (byte)'/'];
        for (
            var rest = path.AsSpan(Math.Min(2, path.Length));
            isInside && !rest.IsEmpty;
            rest = rest[(rest.IndexOf((byte)'/') + 1)..]
        )
            isInside = IsName(rest[..rest.IndexOf((byte)'/')]);
        return isInside ? path : throw fields.Fault("has a path that is not inside the tree");
    }

    private static bool IsName(ReadOnlySpan<byte> name) =>
        name is not ([] or [(byte)'.'] or [(byte)'.', (byte)'.']) && name.IndexOfAny((byte)'/', (byte)0) < 0;

    /// <summary>Without its end. Valid until the next call.</summary>
    private ReadOnlySpan<byte> ReadLine()
    {
        _line++;
        var known = 0;
        while (true)
        {
            var end = _isOver ? -1 : _buffer.AsSpan(_start + known, _filled - _start - known).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = _buffer.AsSpan(_start, known + end);
                _start += line.Length + 1;
                return line;
            }
            known = _filled - _start;
            if (_isOver || Fill() == 0)
                throw new ManifestException("the manifest is cut: its end is missing");
        }
    }

    private int Fill()
    {
        _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
        _filled -= _start;
        _start = 0;
        if (_filled == _buffer.Length)
            Array.Resize(ref _buffer, _filled < LongestLine ? 2 * _filled : throw new ManifestException(_line, "is too long"));
        var count = (int)file.Read(_buffer.AsSpan(_filled)).OrThrow("read", name);
        _filled += count;
        return count;
    }
}

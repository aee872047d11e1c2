using System;
using System.Buffers;
using System.IO.Hashing;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Manifests;

/// <summary>Writes down what a run sends, as it is sent (docs/manifest.md). Not thread-safe.</summary>
/// <param name="output">Gets whole lines.</param>
public sealed class ManifestWriter(IBufferWriter<byte> output)
{
    private readonly ManifestLine _line = new();
    private readonly ManifestLine _attributes = new();
    private readonly XxHash128 _hash = new();
    private long _entries;

    /// <summary>The first line.</summary>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="host">The golden node's name.</param>
    public void Begin(long now, BytePath host)
    {
        _line.Add("ka-manifest 1"u8);
        _line.Add(now);
        _line.AddEscaped(host.IsEmpty ? "-"u8 : host);
        Finish();
    }

    /// <summary>A tree begins; its entries follow.</summary>
    /// <param name="place">The tree's place below the root of a clone: <c>./</c>, <c>./var/</c>.</param>
    /// <param name="name">The stream's name.</param>
    public void BeginTree(BytePath place, BytePath name)
    {
        _line.Add("tree"u8);
        _line.AddEscaped(place);
        _line.AddEscaped(name);
        Finish();
    }

    /// <summary>Begins a stream that is no tree: its bytes have no entries.</summary>
    /// <param name="kind"><c>file</c>, <c>command</c>, <c>partition</c>, or <c>image</c> of a partition's used blocks.</param>
    public void BeginBytes(ReadOnlySpan<byte> kind, BytePath name)
    {
        _line.Add(kind);
        _line.AddEscaped(name);
        Finish();
    }

    /// <summary>Lines of another manifest about a tree, as they are.</summary>
    /// <param name="entries">Entries among them.</param>
    public void AddLines(ReadOnlySpan<byte> lines, long entries)
    {
        Put(lines);
        _entries += entries;
    }

    /// <summary>Ends the stream that was begun last, with its length in bytes and a hash: XXH3-128 of its bytes, or the
    /// identity of a tree, whose files have their own.</summary>
    public void EndStream(long length, UInt128 hash)
    {
        _line.Add("sent"u8);
        _line.Add(length);
        _line.AddHash(hash);
        Finish();
    }

    /// <summary>The last line, by which one knows that nothing is missing.</summary>
    public void End()
    {
        _line.Add("end"u8);
        _line.Add(_entries);
        _line.AddHash(_hash.GetCurrentHashAsUInt128());
        Finish();
    }

    /// <summary>A directory of the tree that is left out, if something is there.</summary>
    internal void AddExcluded(ReadOnlySpan<byte> path)
    {
        _line.Add("exclude"u8);
        _line.AddEscaped(path);
        Finish();
    }

    /// <summary>An attribute of the next entry.</summary>
    internal void AddAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _attributes.Add(ManifestType.Attribute);
        _attributes.AddEscaped(name);
        _attributes.AddEscaped(ManifestText.ValueOf(name, value));
        _attributes.End();
    }

    /// <summary>The flags of the next entry, which has some.</summary>
    internal void AddFlags(InodeFlags flags)
    {
        _attributes.Add(ManifestType.Flags);
        _attributes.Add(System.Text.Encoding.ASCII.GetBytes(CarriedFlags.Text(flags.Set)));
        _attributes.Add(flags.Project);
        _attributes.End();
    }

    /// <param name="type">One of <see cref="ManifestType"/>'s directories.</param>
    /// <param name="path">As in the archive.</param>
    internal void AddDirectory(byte type, ReadOnlySpan<byte> path, in FileStatus status)
    {
        BeginEntry(type, status);
        _line.AddEscaped(path);
        FinishEntry();
    }

    /// <param name="path">As in the archive; the line has its last component, since its directory came before.</param>
    internal void AddFile(ReadOnlySpan<byte> path, in FileStatus status, UInt128 hash)
    {
        BeginEntry(ManifestType.File, status);
        _line.Add(status.Size);
        _line.AddHash(hash);
        FinishEntry(path);
    }

    internal void AddSymbolicLink(ReadOnlySpan<byte> path, in FileStatus status, ReadOnlySpan<byte> target)
    {
        BeginEntry(ManifestType.SymbolicLink, status);
        _line.AddEscaped(Name(path));
        _line.AddEscaped(target);
        FinishEntry();
    }

    /// <summary>A further name.</summary>
    /// <param name="first">The path under which the inode was sent.</param>
    internal void AddHardLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> first)
    {
        _line.Add(ManifestType.HardLink);
        _line.AddEscaped(Name(path));
        _line.AddEscaped(first);
        FinishEntry();
    }

    /// <summary>A device or a fifo.</summary>
    internal void AddSpecial(byte tarType, ReadOnlySpan<byte> path, in FileStatus status)
    {
        if (tarType == TarType.Fifo)
            BeginEntry(ManifestType.Fifo, status);
        else
        {
            BeginEntry(tarType == TarType.BlockDevice ? ManifestType.BlockDevice : ManifestType.CharacterDevice, status);
            _line.Add(status.NodeDevice.Major);
            _line.Add(status.NodeDevice.Minor);
        }
        FinishEntry(path);
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..];

    private void BeginEntry(byte type, in FileStatus status)
    {
        _line.Add(type);
        _line.AddOctal(status.Permissions);
        _line.Add(status.Owner);
        _line.Add(status.Group);
        _line.Add(status.Modified);
    }

    private void FinishEntry(ReadOnlySpan<byte> path)
    {
        _line.AddEscaped(Name(path));
        FinishEntry();
    }

    private void FinishEntry()
    {
        _entries++;
        Finish();
        if (_attributes.Bytes.IsEmpty)
            return;
        Put(_attributes.Bytes);
        _attributes.Clear();
    }

    private void Finish()
    {
        _line.End();
        Put(_line.Bytes);
        _line.Clear();
    }

    private void Put(ReadOnlySpan<byte> lines)
    {
        _hash.Append(lines);
        output.Write(lines);
    }
}

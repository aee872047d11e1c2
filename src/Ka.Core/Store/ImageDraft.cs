using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Ka.Linux;

namespace Ka.Store;

/// <summary>A version of an image that is being saved: a directory with a temporary name, which gets its own in one step when all
/// of it is on the disk. Otherwise nothing is left of it. One thread.</summary>
public sealed class ImageDraft : IDisposable
{
    private readonly BytePath _place;
    private readonly Fd _lock;
    private readonly Fd _fileSystem;
    private readonly StoredImage? _previous;
    private readonly FramePacker _packer;
    private readonly SumList _sums = new();
    private readonly List<PackedFrame> _packed = [];
    private FrameWriter? _writer;
    private int _streams;
    private bool _isCommitted;

    /// <param name="place">The directory of all versions.</param>
    /// <param name="locked">Held until the end.</param>
    /// <param name="previous">Its frames are shared; owned by the draft. null: it has none.</param>
    /// <param name="level">Zstandard's.</param>
    internal ImageDraft(BytePath place, ImageName name, Fd locked, StoredImage? previous, int level)
    {
        (_place, Name, _lock, _previous) = (place, name, locked, previous);
        Directory = place.Join(BytePath.FromText(ImageStore.Saving + name.Version));
        Files.MakeDirectory(Directory.Bytes, FilePermissions.PrivateExecutable).OrThrow("mkdir", Directory);
        // Opened before anything is written: it learns of every write that fails.
        _fileSystem = Files.OpenDirectory(Directory);
        MakeDirectory("streams");
        var known = new KnownFrames();
        if (previous is not null)
            known.AddAll(previous);
        _packer = new FramePacker(Directory, known, level) { Packed = _packed.Add };
    }

    /// <summary>With its version.</summary>
    public ImageName Name { get; }

    /// <summary>Where its files are until it is committed.</summary>
    public BytePath Directory { get; }

    /// <summary>The version whose frames are shared; null: none.</summary>
    public ImageRecord? Previous => _previous?.Record;

    /// <summary>Bytes that may still be written.</summary>
    public long FreeBytes => FileSystems.FreeBytes(_fileSystem).OrThrow("statfs", Directory);

    /// <summary>Makes a directory of the draft, unless it is there.</summary>
    /// <exception cref="LinuxException"/>
    public void MakeDirectory(string path)
    {
        var made = Files.MakeDirectory(PathOf(path).Bytes, FilePermissions.PrivateExecutable);
        if (!made.Is(Errno.EEXIST))
            made.OrThrow("mkdir", PathOf(path));
    }

    /// <summary>The path of a file of the draft.</summary>
    public BytePath PathOf(string path) => Directory.Join(BytePath.FromText(path));

    /// <summary>Adds a file.</summary>
    /// <exception cref="LinuxException"/>
    public void Add(string path, ReadOnlySpan<byte> content)
    {
        using (var file = Files.CreateNew(PathOf(path), FilePermissions.Private))
            file.WriteAll(content).OrThrow("write", PathOf(path));
        _sums.Add(path, Sum256.Of(content));
    }

    /// <summary>Creates a file that is written piece by piece; <see cref="AddMade"/> adds it when it is complete.</summary>
    /// <exception cref="LinuxException"/>
    public DraftFile Create(string path) => new(PathOf(path));

    /// <summary>Adds a file that was made in the directory.</summary>
    /// <exception cref="LinuxException"/>
    public void AddMade(string path)
    {
        using var file = Files.OpenRead(PathOf(path));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        while ((int)file.Read(buffer).OrThrow("read", PathOf(path)) is var count and > 0)
            hash.AppendData(buffer, 0, count);
        _sums.Add(path, Sum256.From(hash.GetHashAndReset()));
    }

    /// <summary>Begins the next stream; the one before was ended.</summary>
    /// <param name="isArchive">It is a pax archive.</param>
    public FrameWriter BeginStream(bool isArchive)
    {
        MakeDirectory(StoredImage.DirectoryOf(_streams));
        return _writer = new FrameWriter(_packer, StoredImage.DirectoryOf(_streams), isArchive);
    }

    /// <summary>Ends the stream and waits until its frames are stored.</summary>
    /// <param name="stream">Its name and kind; figures are filled in.</param>
    /// <exception cref="StoreException">A frame could not be stored.</exception>
    public StoredStream EndStream(StoredStream stream)
    {
        var writer = _writer!;
        var hash = writer.Complete();
        _packer.Drain();
        var rows = writer.Rows.ToArray();
        foreach (var frame in _packed)
        {
            rows[frame.Number] = rows[frame.Number] with { PlainSum = frame.Plain };
            _sums.Add(StoredFrames.PathOf(StoredImage.DirectoryOf(_streams), frame.Number), frame.Sum);
        }
        Add(StoredImage.TableOf(_streams), Encoding.ASCII.GetBytes(FrameTable.Write(rows)));
        var ended = stream with
        {
            Length = writer.Length,
            Hash = hash,
            Frames = rows.Length,
            Stored = _packed.Sum(frame => (long)frame.Length),
            New = _packed.Where(frame => !frame.IsShared).Sum(frame => (long)frame.Length),
        };
        _packed.Clear();
        _streams++;
        return ended;
    }

    /// <summary>The image is complete: it appears, and is on the disk.</summary>
    /// <exception cref="LinuxException">It cannot be written; nothing appears.</exception>
    public void Commit(ImageRecord record)
    {
        Add(StoredImage.RecordFile, ImageRecordText.Write(record));
        var list = PathOf(SumList.File);
        using (var file = Files.CreateNew(list, FilePermissions.Private))
            file.WriteAll(Encoding.UTF8.GetBytes(_sums.Write())).OrThrow("write", list);
        FileSystems.Sync(_fileSystem).OrThrow("syncfs", Directory);
        var final = _place.Join(BytePath.FromText(Name.Version!));
        using var place = Files.OpenDirectory(_place);
        Files.Rename(Directory, final).OrThrow("rename to", final);
        _isCommitted = true;
        Files.Sync(place).OrThrow("fsync", _place);
    }

    public void Dispose()
    {
        _packer.Dispose();
        _fileSystem.Dispose();
        _previous?.Dispose();
        if (!_isCommitted)
            using (var place = Files.OpenDirectory(_place))
                Files.RemoveTree(place, Directory.Name, Directory);
        _lock.Dispose();
    }
}

using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Ka.Linux;

namespace Ka.Pxe;

/// <summary>The directory that TFTP serves.</summary>
/// <remarks><c>ka/files</c> has the names and hashes of the files that <c>ka</c> wrote there, in the format of sha256sum(1).
/// Other files, and files that were changed since, are not overwritten.</remarks>
/// <param name="root">The directory; made when it does not exist.</param>
/// <param name="force">Whether other and changed files are overwritten all the same.</param>
public sealed class BootTree(BytePath root, bool force)
{
    /// <summary>Below the tree.</summary>
    public const string Record = "ka/files";

    private const int MaxFile = 1 << 30;

    private readonly List<(string Path, byte[] Content)> _pending = [];

    public BytePath Root => root;

    /// <summary>A file to be written by <see cref="Commit"/>; its path has no slash in front.</summary>
    public void Add(string path, byte[] content) => _pending.Add((path, content));

    /// <inheritdoc cref="Add(string, byte[])"/>
    public void Add(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    /// <summary>The contents of a file of the tree; null when it is not there.</summary>
    /// <exception cref="LinuxException"/>
    public byte[]? TryRead(string path)
    {
        var place = Place(path);
        var opened = Files.TryOpenRead(place, out var file);
        using var closing = file;
        if (opened.Is(Errno.ENOENT) || opened.Is(Errno.ENOTDIR))
            return null;
        opened.OrThrow("open", place);
        return Files.ReadToEnd(file, place, MaxFile);
    }

    /// <summary>The file is there.</summary>
    public bool Has(string path)
    {
        var opened = Files.TryOpenRead(Place(path), out var file);
        file.Dispose();
        return opened.IsSuccess;
    }

    /// <summary>Writes the files that were added, each in one step. Files that would not change stay untouched.</summary>
    /// <returns>The paths that were written.</returns>
    /// <exception cref="PxeException">Files would be overwritten that <c>ka</c> did not write: all are named, nothing was
    /// written.</exception>
    /// <exception cref="LinuxException"/>
    public IReadOnlyList<string> Commit()
    {
        var record = ReadRecord();
        var (changes, foreign) = Compare(record);
        if (foreign.Count > 0)
            throw new PxeException($"not written by ka, or changed since (--force overwrites them):\n  {string.Join("\n  ", foreign.ConvertAll(path => Place(path).ToString()))}");
        var written = new List<string>();
        foreach (var (path, content) in changes)
        {
            Write(path, content);
            written.Add(path);
        }
        foreach (var (path, content) in _pending)
            record[path] = Hash(content);
        _pending.Clear();
        WriteRecord(record);
        return written;
    }

    private (List<(string Path, byte[] Content)> Changes, List<string> Foreign) Compare(SortedDictionary<string, string> record)
    {
        var changes = new List<(string, byte[])>();
        var foreign = new List<string>();
        foreach (var (path, content) in _pending)
        {
            var there = TryRead(path);
            if (there is not null && there.AsSpan().SequenceEqual(content))
                continue;
            changes.Add((path, content));
            if (there is not null && !force && (!record.TryGetValue(path, out var hash) || hash != Hash(there)))
                foreign.Add(path);
        }
        return (changes, foreign);
    }

    private void Write(string path, byte[] content)
    {
        var slash = path.LastIndexOf('/');
        var directory = slash < 0 ? root : Place(path[..slash]);
        Files.MakeDirectories(directory);
        // The TFTP server runs as another user, and serves the files to every machine.
        PendingFile.Replace(Place(path), content, FilePermissions.Public);
    }

    private SortedDictionary<string, string> ReadRecord()
    {
        var record = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in SurrogateEscape.Decode(TryRead(Record) ?? []).Split('\n'))
            if (line.Split("  ", 2) is [var hash, var path])
                record[path] = hash;
        return record;
    }

    private void WriteRecord(SortedDictionary<string, string> record)
    {
        var text = new StringBuilder();
        foreach (var (path, hash) in record)
            text.Append(hash).Append("  ").Append(path).Append('\n');
        Write(Record, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private BytePath Place(string path) => root.Join(BytePath.FromText(path));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Pxe;

/// <summary>The directory that TFTP serves. Files of others, and files changed since <c>ka</c> wrote them, are not
/// overwritten.</summary>
/// <remarks> The record of the files that <c>ka</c> wrote, <c>ka/files</c>, has the format of sha256sum(1). It is written before
/// the files, with the old and the new hash of each, and after them with the new hash: a commit that breaks off leaves no file
/// that looks like another's. The lock on <c>ka/lock</c> (flock(2)) orders the commits of all processes.
/// </remarks>
/// <param name="root">The directory; it is made when it is not there.</param>
/// <param name="force">True when files of others are overwritten.</param>
public sealed class BootTree(BytePath root, bool force)
{
    /// <summary>Path of the record, below the tree.</summary>
    public const string Record = "ka/files";

    private const string LockFile = "ka/lock";

    private const int MaxFile = 1 << 30;

    private static readonly TimeSpan s_lockPatience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_lockInterval = TimeSpan.FromMilliseconds(20);

    private readonly List<(string Path, byte[] Content)> _pending = [];

    /// <summary>The directory.</summary>
    public BytePath Root => root;

    /// <summary>Adds a file, which <see cref="Commit"/> writes, in place of a file that was added by this path; the path has
    /// no slash in front.</summary>
    public void Add(string path, byte[] content)
    {
        _pending.RemoveAll(pending => pending.Path == path);
        _pending.Add((path, content));
    }

    /// <inheritdoc cref="Add(string, byte[])"/>
    public void Add(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a file of the tree; null when it is not there.</summary>
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

    /// <summary>True when a file is there.</summary>
    public bool Has(string path)
    {
        var opened = Files.TryOpenRead(Place(path), out var file);
        file.Dispose();
        return opened.IsSuccess;
    }

    /// <summary>Names of the files in a directory of the tree that <c>ka</c> wrote.</summary>
    /// <param name="directory">Its path, without a slash at its end.</param>
    /// <exception cref="LinuxException"/>
    public IReadOnlyList<string> Names(string directory)
    {
        var names = new List<string>();
        foreach (var path in ReadRecord().Keys)
            if (path.StartsWith(directory + "/", StringComparison.Ordinal) && path.LastIndexOf('/') == directory.Length)
                names.Add(path[(directory.Length + 1)..]);
        return names;
    }

    /// <summary>Writes the added files, each in one step. Files that have this content already are not written.</summary>
    /// <returns>The paths that were written.</returns>
    /// <exception cref="PxeException">Files of others are there: all are named, and nothing was written. Or another process holds
    /// the lock.</exception>
    /// <exception cref="LinuxException"/>
    public IReadOnlyList<string> Commit()
    {
        using var held = Lock();
        var record = ReadRecord();
        var (changes, foreign) = Compare(record);
        if (foreign.Count > 0)
            throw new PxeException(
                "not written by ka, or changed since (--force overwrites them):\n  "
                    + $"{string.Join("\n  ", foreign.ConvertAll(path => Place(path).ToString()))}"
            );
        foreach (var (path, content) in changes)
            record[path] = [.. record.GetValueOrDefault(path, []), Hash(content)];
        WriteRecord(record);
        foreach (var (path, content) in changes)
            Write(path, content);
        foreach (var (path, content) in _pending)
            record[path] = [Hash(content)];
        _pending.Clear();
        WriteRecord(record);
        return changes.ConvertAll(change => change.Path);
    }

    /// <summary>Waits for the lock, which goes with its descriptor.</summary>
    private Fd Lock()
    {
        var place = Place(LockFile);
        Files.MakeDirectories(Place("ka"));
        Files.TryOpenOrMake(place, FilePermissions.Private, out var file).OrThrow("open", place);
        try
        {
            for (
                var deadline = Deadline.After(s_lockPatience);
                Files.TryLock(file) is { IsSuccess: false } refused;
                new PollSet(1).Wait(s_lockInterval)
            )
                if (!refused.Is(Errno.EAGAIN))
                    refused.OrThrow("lock", place);
                else if (deadline.HasPassed)
                    throw new PxeException($"another process holds the lock on '{place}'");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private (List<(string Path, byte[] Content)> Changes, List<string> Strangers) Compare(
        SortedDictionary<string, HashSet<string>> record
    )
    {
        var changes = new List<(string Path, byte[])>();
        var foreign = new List<string>();
        foreach (var (path, content) in _pending)
        {
            var there = TryRead(path);
            if (there is not null && there.AsSpan().SequenceEqual(content))
                continue;
            changes.Add((path, content));
            if (there is not null && !force && !record.GetValueOrDefault(path, []).Contains(Hash(there)))
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

    /// <summary>Reads the hashes that each path may have.</summary>
    private SortedDictionary<string, HashSet<string>> ReadRecord()
    {
        var record = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var line in SurrogateEscape.Decode(TryRead(Record) ?? []).Split('\n'))
            if (line.Split("  ", 2) is [var hash, var path])
                record[path] = [.. record.GetValueOrDefault(path, []), hash];
        return record;
    }

    /// <summary>Writes the record, unless it has this content.</summary>
    private void WriteRecord(SortedDictionary<string, HashSet<string>> record)
    {
        var text = new StringBuilder();
        foreach (var (path, hashes) in record)
        foreach (var hash in hashes)
            text.Append(hash).Append("  ").Append(path).Append('\n');
        var content = Encoding.UTF8.GetBytes(text.ToString());
        if (TryRead(Record) is not { } there || !there.AsSpan().SequenceEqual(content))
            Write(Record, content);
    }

    private BytePath Place(string path) => root.Join(BytePath.FromText(path));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

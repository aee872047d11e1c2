using System;
using System.Collections.Generic;
using System.IO;
using Ka.KernelModules;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Reading;

/// <summary>What an existing initramfs holds, as the kernel would unpack it: archives in a row, the last of them
/// packed.</summary>
internal sealed class InitramfsContents
{
    private const int MaxFiles = 200_000,
        MaxTextBytes = 64 << 20;

    /// <summary>A zero among these first bytes: it is no text.</summary>
    private const int Start = 8192;

    private readonly List<string> _paths = [];
    private readonly HashSet<string> _empty = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Text)> _texts = [];
    private long _textBytes;

    /// <summary>Why it is not known what it holds; null: all was read.</summary>
    public string? Fault { get; private set; }

    /// <summary>Without a slash in front.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Texts, and targets of links; not those of modules' lists.</summary>
    public IReadOnlyList<(string Path, string Text)> Texts => _texts;

    /// <summary>Reads it from its first to its last byte; what is damaged, packed with another program than gzip, xz or zstd, or
    /// too much to be read, is a <see cref="Fault"/>.</summary>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    public static InitramfsContents Read(RootTree tree, string path)
    {
        var contents = new InitramfsContents();
        using var file = new FileFeed(tree, tree.Resolve(path)!);
        try
        {
            contents.Add(file);
        }
        // Decoders of damaged data fail in many ways, and all of them mean the same.
        catch (Exception e) when (e is not (LinuxException or OutOfMemoryException))
        {
            contents.Fault = e.Message;
        }
        return contents;
    }

    /// <summary>The modules of a kernel that it holds.</summary>
    public HashSet<string> ModulesOf(string kernel)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in _paths)
            if (
                path.Contains($"lib/modules/{kernel}/", StringComparison.Ordinal)
                && path.Contains(".ko", StringComparison.Ordinal)
            )
                found.Add(KernelModule.NameOf(path));
        return found;
    }

    /// <summary>It holds something of that path of the root, whether or not directories are merged into /usr. An empty file is
    /// nothing of the root's: initramfs-tools puts one in the place of fstab, and dracut in that of the machine id.</summary>
    public bool Has(string path)
    {
        foreach (var there in _paths)
            if (
                !_empty.Contains(there)
                && (
                    path.AsSpan(1).SequenceEqual(there)
                    || (there.StartsWith("usr/", StringComparison.Ordinal) && path.AsSpan(1).SequenceEqual(there.AsSpan(4)))
                )
            )
                return true;
        return false;
    }

    private void Add(ByteFeed feed)
    {
        while (feed.SkipZeros())
            if (feed.Peek(1)[0] == (byte)'0')
                AddArchive(feed);
            else if (feed is not UnpackedFeed && UnpackedFeed.TryOpen(feed) is { } plain)
            {
                using (plain)
                {
                    Add(plain);
                    if (!plain.ReachesEnd())
                        throw new InvalidDataException("something follows the packed archive");
                }
                return;
            }
            else
                throw new InvalidDataException("it is packed in a way that ka does not read");
        if (_paths.Count == 0)
            throw new InvalidDataException("it is empty");
    }

    private void AddArchive(ByteFeed feed)
    {
        var entries = new CpioEntries(feed);
        while (entries.TryNext(out var entry))
        {
            if (_paths.Count == MaxFiles)
                throw new InvalidDataException($"it has more than {MaxFiles} files");
            var path = SurrogateEscape.Decode(entry.Name).TrimStart('.').TrimStart('/');
            _paths.Add(path);
            if (entry.IsEmptyFile)
                _empty.Add(path);
            else
                _empty.Remove(path);
            if (entry.IsText && !IsModuleList(path) && !feed.Peek((int)Math.Min(entry.Size, Start)).Contains((byte)0))
                _texts.Add((path, ReadText(feed, entry.Size)));
            else
                feed.Skip(entry.Size);
            entries.End(entry);
        }
    }

    private string ReadText(ByteFeed feed, long size)
    {
        _textBytes += size;
        if (_textBytes > MaxTextBytes)
            throw new InvalidDataException($"more than {MaxTextBytes >> 20} MiB of it is text");
        var content = new byte[size];
        feed.ReadExactly(content);
        return SurrogateEscape.Decode(content);
    }

    private static bool IsModuleList(string path) => path.Contains("lib/modules/", StringComparison.Ordinal);
}

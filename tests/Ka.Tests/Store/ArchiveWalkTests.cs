using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Store;
using Ka.Streams;
using Ka.Tar;
using Xunit;

namespace Ka.Tests.Store;

/// <summary>Entries of an archive, found while it passes.</summary>
public sealed class ArchiveWalkTests : IDisposable
{
    private readonly StoreRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void In_pieces_of_any_length_the_entries_are_where_the_reader_finds_them(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 40; i++)
            _room.Write($"d{i % 3}/{new string('n', 1 + random.Next(200))}{i}", StoreRoom.Noise(random.Next(5000), i));
        using (var sparse = File.Create(Path.Combine(_room.TreePath, "sparse")))
        {
            sparse.Position = 9L << 30;
            sparse.WriteByte(1);
        }
        var archive = _room.Archive();

        var walk = new ArchiveWalk();
        var found = new List<(long Offset, long Size)>();
        for (var at = 0; at < archive.Length; )
        {
            var piece = archive.AsSpan(at, Math.Min(archive.Length - at, 1 + random.Next(3000)));
            at += piece.Length;
            ReadOnlySpan<byte> bytes = piece;
            while (walk.Next(ref bytes))
                found.Add((walk.EntryOffset, walk.ContentLength));
        }

        Assert.Equal(Expected(archive).Select(entry => entry.Offset), found.Select(entry => entry.Offset));
        Assert.True(walk.IsOver);
        Assert.Equal(archive.Length, walk.Position);
        Assert.Equal(found.Count - 1, walk.Entry);
    }

    [Fact]
    public void Bytes_that_are_no_archive_end_it()
    {
        var walk = new ArchiveWalk();
        ReadOnlySpan<byte> bytes = StoreRoom.Noise(10_000, 1);
        Assert.False(walk.Next(ref bytes));
        Assert.True(walk.IsOver);
        Assert.True(bytes.IsEmpty);
    }

    private static List<(long Offset, long Size)> Expected(byte[] archive)
    {
        var input = new ArchiveInput(new Whole(archive));
        var (reader, entry, entries) = (new EntryReader(input), new ArchiveEntry(), new List<(long, long)>());
        while (reader.TryRead(entry))
        {
            entries.Add((entry.Offset, entry.Size));
            input.Skip(entry.Size + TarLayout.Padding(entry.Size));
        }
        return entries;
    }

    private sealed class Whole(byte[] bytes) : IByteSource
    {
        private bool _isRead;

        public ReadOnlyMemory<byte> Next()
        {
            var next = _isRead ? ReadOnlyMemory<byte>.Empty : bytes;
            _isRead = true;
            return next;
        }
    }
}

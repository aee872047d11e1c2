using System;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Store;
using Xunit;

namespace Ka.Tests.Store;

/// <summary>Images that are saved, read, checked and removed.</summary>
public sealed class ImageStoreTests : IDisposable
{
    private readonly StoreRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void An_image_has_the_archive_of_its_tree()
    {
        FillTree(seed: 1);
        var name = _room.Save();
        Assert.Equal(_room.Archive(), _room.Stored(name));
        Assert.Empty(_room.Check(name));
        Assert.Equal(["golden"], _room.Store.Names());
        Assert.Equal([name.Version!], _room.Store.Versions("golden"));
    }

    [Fact]
    public void Every_flipped_byte_of_every_file_is_found()
    {
        _room.Write("etc/hostname", "golden\n");
        _room.Write("usr/noise", StoreRoom.Noise(900, 1));
        var name = _room.Save();
        var files = Directory.GetFiles(Path.GetDirectoryName(_room.PathOf(name, "x"))!, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith(".zst", StringComparison.Ordinal));
        Assert.Equal(6, files.Length);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            for (var i = 0; i < bytes.Length; i++)
            {
                var bit = (byte)(1 << i % 8);
                bytes[i] ^= bit;
                File.WriteAllBytes(file, bytes);
                Assert.True(_room.Check(name).Count > 0, $"{file}: byte {i}");
                bytes[i] ^= bit;
            }
            File.WriteAllBytes(file, bytes);
        }
        Assert.Empty(_room.Check(name));
    }

    [Fact]
    public void A_file_that_is_cut_missing_or_too_many_is_found_and_named()
    {
        FillTree(seed: 1);
        var name = _room.Save();
        var frame = _room.PathOf(name, "streams/0/00000000.zst");
        var bytes = File.ReadAllBytes(frame);
        File.WriteAllBytes(frame, bytes[..^1]);
        Assert.Contains(_room.Check(name), fault => fault.Contains("00000000.zst", StringComparison.Ordinal));
        File.Delete(frame);
        Assert.Contains(_room.Check(name), fault => fault.Contains("00000000.zst' is missing", StringComparison.Ordinal));
        File.WriteAllBytes(frame, bytes);
        File.WriteAllText(_room.PathOf(name, "hooks"), "");
        Assert.Contains(_room.Check(name), fault => fault.Contains("hooks' is no file", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_frame_gives_no_byte_to_its_reader()
    {
        FillTree(seed: 1);
        var name = _room.Save();
        var frame = _room.PathOf(name, "streams/0/00000000.zst");
        var bytes = File.ReadAllBytes(frame);
        bytes[^1] ^= 1;
        File.WriteAllBytes(frame, bytes);
        Assert.Throws<Ka.Streams.StreamBrokenException>(() => _room.Stored(name));
    }

    [Fact]
    public void The_second_version_costs_what_differs_and_each_is_complete_without_the_other()
    {
        FillTree(seed: 1);
        var first = _room.Save();
        _room.Write("usr/lib/pkg7/file3", StoreRoom.Noise(20_000, 99));
        _room.Write("usr/lib/pkg7/new", StoreRoom.Noise(20_000, 98));
        var second = _room.Save();
        var expected = _room.Archive();
        var (one, both) = (_room.Used(first), _room.Used(first, second));
        Assert.True(both - one < one / 4, $"{one} bytes, {both} both");
        _room.Store.Remove("golden", [first.Version!], _room.Said.Add);
        Assert.Equal(expected, _room.Stored(second));
        Assert.Empty(_room.Check(second));
        Assert.Equal([second.Version!], _room.Store.Versions("golden"));
    }

    [Fact]
    public void A_large_file_is_shared_although_its_attributes_and_its_neighbours_changed()
    {
        _room.Write("var/a", "a");
        _room.Write("var/database", StoreRoom.Noise(5 << 20, 1));
        var first = _room.Save();
        _room.Write("var/a", new string('b', 3000));
        File.SetLastWriteTimeUtc(Path.Combine(_room.TreePath, "var/database"), DateTime.UnixEpoch);
        var second = _room.Save();
        Assert.True(_room.Used(first, second) - _room.Used(first) < 200_000);
        Assert.Equal(_room.Archive(), _room.Stored(second));
    }

    [Fact]
    public void Damage_is_not_inherited()
    {
        FillTree(seed: 1);
        var first = _room.Save();
        var frame = _room.PathOf(first, "streams/0/00000001.zst");
        var bytes = File.ReadAllBytes(frame);
        bytes[^1] ^= 1;
        File.WriteAllBytes(frame, bytes);
        var second = _room.Save();
        Assert.NotEmpty(_room.Check(first));
        Assert.Empty(_room.Check(second));
    }

    [Fact]
    public void What_a_killed_save_left_is_no_version_and_is_removed_by_the_next()
    {
        FillTree(seed: 1);
        using (var draft = _room.Begin())
        {
            // As it is when the process is gone: the directory stays, the lock does not.
            Directory.CreateDirectory(Path.Combine(_room.StorePath, "golden/.save-20260101T000000Z/streams"));
            Assert.Throws<StoreException>(() => _room.Begin());
        }
        Assert.Empty(_room.Store.Versions("golden"));
        Assert.Equal([".save-20260101T000000Z"], _room.Store.Leftovers("golden"));
        var name = _room.Save();
        Assert.Contains(_room.Said, line => line.Contains(".save-20260101T000000Z", StringComparison.Ordinal));
        Assert.Empty(_room.Store.Leftovers("golden"));
        Assert.Empty(_room.Check(name));
    }

    [Fact]
    public void A_draft_that_is_given_up_leaves_nothing()
    {
        FillTree(seed: 1);
        using (var draft = _room.Begin())
            draft.BeginStream(isArchive: true).GetSpan(1);
        Assert.Empty(_room.Store.Names());
        Assert.Equal([".lock"], Directory.GetFileSystemEntries(Path.Combine(_room.StorePath, "golden")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_version_that_is_read_is_not_removed()
    {
        _room.Write("a", "a");
        var name = _room.Save();
        using (_room.Store.Open(name))
            Assert.Throws<StoreException>(() => _room.Store.Remove("golden", [name.Version!], _room.Said.Add));
        Assert.Empty(_room.Check(name));
        _room.Store.Remove("golden", [name.Version!], _room.Said.Add);
        Assert.Empty(_room.Store.Names());
    }

    [Fact]
    public void A_version_is_found_by_its_beginning_and_a_wrong_one_by_name()
    {
        _room.Write("a", "a");
        var first = _room.Save();
        var second = _room.Save();
        Assert.Equal(second, _room.Store.Find(new ImageName("golden", null)));
        Assert.Equal(first, _room.Store.Find(new ImageName("golden", first.Version![..13])));
        Assert.Contains(
            second.Version!,
            Assert.Throws<StoreException>(() => _room.Store.Find(new ImageName("golden", "2026"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "golden",
            Assert.Throws<StoreException>(() => _room.Store.Find(new ImageName("other", null))).Message,
            StringComparison.Ordinal
        );
    }

    private void FillTree(int seed)
    {
        var random = new Random(seed);
        for (var package = 0; package < 40; package++)
        for (var file = 0; file < 8; file++)
            _room.Write($"usr/lib/pkg{package}/file{file}", StoreRoom.Noise(random.Next(30_000), 1000 * package + file));
        _room.Write("usr/lib/large", StoreRoom.Noise(3 << 20, seed));
    }
}

using System;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Store;
using Xunit;

namespace Ka.Tests.Store;

/// <summary>Single files of an image.</summary>
public sealed class StoredTreeTests : IDisposable
{
    private readonly StoreRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void Every_file_is_found_by_its_path_wherever_frames_end()
    {
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
            _room.Write($"d{i % 7}/e{i % 3}/{new string('n', 1 + random.Next(150))}{i}", StoreRoom.Noise(random.Next(9000), i));
        _room.Write("large", StoreRoom.Noise(2_500_000, 1));
        _room.Write("empty", "");
        using (var sparse = File.Create(Path.Combine(_room.TreePath, "sparse")))
        {
            sparse.Position = 3 << 20;
            sparse.Write("end"u8);
        }
        using var image = _room.Store.Open(_room.Save());
        var tree = new StoredTree(image);
        var files = Directory.GetFiles(_room.TreePath, "*", SearchOption.AllDirectories);
        Assert.Equal(303, files.Length);
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(file), Read(tree, file[_room.TreePath.Length..]));
    }

    [Fact]
    public void A_directory_is_listed_with_what_is_below_it_and_not_its_namesakes()
    {
        _room.Write("etc/ssh/key", "k");
        _room.Write("etc/sshd", "d");
        File.CreateSymbolicLink(Path.Combine(_room.TreePath, "etc/ssh/link"), "key");
        using var image = _room.Store.Open(_room.Save());
        var paths = new StoredTree(image).List(BytePath.FromText("/etc/ssh/")).ToDictionary(entry => entry.Path.ToString());
        Assert.Equal(["/etc/ssh", "/etc/ssh/key", "/etc/ssh/link"], paths.Keys.Order());
        Assert.Equal("key", paths["/etc/ssh/link"].Link.ToString());
        Assert.Equal(1, paths["/etc/ssh/key"].Size);
        Assert.Equal('d', paths["/etc/ssh"].Type);
        Assert.Equal(6, new StoredTree(image).List(BytePath.FromText("/")).Count());
    }

    [Fact]
    public void A_hard_link_has_the_contents_of_its_first_name_and_a_directory_has_none()
    {
        _room.Write("a/one", "both");
        Files
            .MakeHardLink(
                BytePath.FromText(Path.Combine(_room.TreePath, "a/one")),
                BytePath.FromText(Path.Combine(_room.TreePath, "a/two"))
            )
            .OrThrow("link", "two");
        using var image = _room.Store.Open(_room.Save());
        var tree = new StoredTree(image);
        Assert.Equal("both"u8.ToArray(), Read(tree, "/a/one"));
        Assert.Equal("both"u8.ToArray(), Read(tree, "/a/two"));
        Assert.Throws<StoreException>(() => Read(tree, "/a"));
        Assert.Contains("/no", Assert.Throws<StoreException>(() => Read(tree, "/no")).Message, StringComparison.Ordinal);
    }

    private static byte[] Read(StoredTree tree, string path)
    {
        var bytes = new MemoryStream();
        tree.Copy(BytePath.FromText(path), piece => bytes.Write(piece));
        return bytes.ToArray();
    }
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Linux;
using Ka.Manifests;
using Ka.Store;
using Ka.TestKit;
using Ka.Trees.Reading;

namespace Ka.Tests.Store;

/// <summary>A store, and a tree of which images are saved.</summary>
internal sealed class StoreRoom : IDisposable
{
    private readonly TempDir _home = new();
    private DateTime _now = new(2026, 11, 29, 8, 0, 0, DateTimeKind.Utc);

    public StoreRoom()
    {
        Directory.CreateDirectory(TreePath);
        Store = new ImageStore(BytePath.FromText(StorePath));
    }

    public ImageStore Store { get; }

    public string StorePath => _home.TextIn("store");

    public string TreePath => _home.TextIn("tree");

    public List<string> Said { get; } = [];

    public void Dispose() => _home.Dispose();

    public void Write(string path, byte[] content)
    {
        var file = Path.Combine(TreePath, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Bytes that do not shrink much.</summary>
    public static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Saves the tree as the next version.</summary>
    public ImageName Save(string name = "golden")
    {
        using var draft = Begin(name);
        return Fill(draft);
    }

    public ImageDraft Begin(string name = "golden") => Store.Begin(name, _now = _now.AddMinutes(1), level: 3, Said.Add);

    public ImageName Fill(ImageDraft draft)
    {
        var manifest = new ArrayBufferWriter<byte>();
        var lines = new ManifestWriter(manifest);
        lines.Begin(0, BytePath.FromText("golden"));
        lines.BeginTree(BytePath.FromText("./"), BytePath.FromText("/"));
        new TreeReader(BytePath.FromText(TreePath)).Read(draft.BeginStream(isArchive: true), lines);
        var stream = draft.EndStream(
            new StoredStream(BytePath.FromText("/"))
            {
                Kind = StoredKind.Tree,
                Length = 0,
                Hash = 0,
                Frames = 0,
                Stored = 0,
                New = 0,
            }
        );
        lines.EndStream(stream.Length, stream.Hash);
        lines.End();
        draft.Add(StoredImage.Manifest, manifest.WrittenSpan);
        draft.Add(StoredImage.Layout, """{"version":1,"firmware":"bios"}"""u8);
        draft.Commit(new ImageRecord { Created = _now, Streams = [stream] });
        return draft.Name;
    }

    /// <summary>What is wrong with an image.</summary>
    public IReadOnlyList<string> Check(ImageName name) => new ImageCheck(Store).Run(name);

    /// <summary>The archive as it was read now.</summary>
    public byte[] Archive()
    {
        var bytes = new ArrayBufferWriter<byte>();
        new TreeReader(BytePath.FromText(TreePath)).Read(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The archive as an image has it.</summary>
    public byte[] Stored(ImageName name)
    {
        using var image = Store.Open(name);
        using var frames = image.Frames(0);
        var source = new FrameSource(frames);
        var bytes = new MemoryStream();
        while (source.Next() is { IsEmpty: false } piece)
            bytes.Write(piece.Span);
        return bytes.ToArray();
    }

    /// <summary>Bytes on the disk, a file with several names once.</summary>
    public long Used(params ImageName[] names) =>
        names
            .SelectMany(name =>
                Directory.GetFiles(Path.Combine(StorePath, name.Name, name.Version!), "*", SearchOption.AllDirectories)
            )
            .Select(path =>
            {
                using var file = Files.OpenRead(BytePath.FromText(path));
                var status = FileStatus.Get(file, BytePath.FromText(path));
                return (status.Inode, status.Size);
            })
            .Distinct()
            .Sum(file => file.Size);

    public string PathOf(ImageName name, string path) => Path.Combine(StorePath, name.Name, name.Version!, path);
}

using System;
using System.IO;
using Ka.BootImages.Modules;
using Ka.BootImages.Tree;
using Ka.RootTrees;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.BootImages;

/// <summary>Compressed files of a golden tree, as <c>xz --check=crc32 --lzma2=dict=1MiB</c>, zstd (with and without the length in
/// the frame) and gzip wrote them.</summary>
public sealed class PackedFileTests : IDisposable
{
    private const string Plain = "A kernel module, packed.";
    private const string Xz =
        "/Td6WFoAAAFpIt42AgAhARAAAACocI6GAQAXQSBrZXJuZWwgbW9kdWxlLCBwYWNrZWQuADOJdEoAASwY00bbCpBCmQ0BAAAAAAFZWg==";
    private const string Zstd = "KLUv/QRYwQAAQSBrZXJuZWwgbW9kdWxlLCBwYWNrZWQu8gjrxg==";
    private const string ZstdWithLength = "KLUv/SQYwQAAQSBrZXJuZWwgbW9kdWxlLCBwYWNrZWQu8gjrxg==";
    private const string Gzip = "H4sIAAAAAAAAA3NUyE4tykvNUcjNTynNSdVRKEhMzk5N0QMAM4l0ShgAAAA=";

    private readonly TempDir _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a.ko.xz", Xz)]
    [InlineData("a.ko.zst", Zstd)]
    [InlineData("a.ko.zst", ZstdWithLength)]
    [InlineData("a.ko.gz", Gzip)]
    public void A_packed_file_is_read_plain(string name, string packed) =>
        Assert.Equal(Plain, Read(name, Convert.FromBase64String(packed)));

    [Fact]
    public void A_file_of_another_name_is_read_as_it_is() => Assert.Equal("(7z)", Read("a.ko", "(7z)"u8.ToArray()));

    [Theory]
    [InlineData("a.ko.xz", Xz)]
    [InlineData("a.ko.zst", Zstd)]
    [InlineData("a.ko.gz", Gzip)]
    public void A_damaged_file_is_refused_by_name(string name, string packed)
    {
        var bytes = Convert.FromBase64String(packed);
        var half = bytes[..(bytes.Length / 2)];
        bytes[bytes.Length / 2] ^= 1;

        Assert.Contains(name, Assert.Throws<BootImageException>(() => Read(name, bytes)).Message);
        Assert.Contains(name, Assert.Throws<BootImageException>(() => Read(name, half)).Message);
    }

    private string Read(string name, byte[] content)
    {
        File.WriteAllBytes(_directory.TextIn(name), content);
        using var root = new RootTree(_directory.Path);
        return System.Text.Encoding.ASCII.GetString(PackedFile.Read(root, $"/{name}"));
    }
}

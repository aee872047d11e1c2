using System;
using System.IO;
using System.Linq;
using Ka.BootImages.Reading;
using Ka.Linux;
using Ka.RootTrees;
using Ka.TestKit;
using Ka.Tests.Prepare;
using Xunit;

namespace Ka.Tests.BootImages;

/// <summary>What an initramfs holds is read wholly, or it is said that it is not.</summary>
public sealed class InitramfsContentsTests
{
    /// <summary>etc/a with "hello", as xz(1) packs it for the kernel.</summary>
    private const string Xz =
        "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4AH/AD5dABgN3QRjnHIbdqG6wB11LqvuwcTbDdf1xApdqBbW0vUsP1eCJc6xEFznjpti"
        + "lrSeq36cDDyvbHGL9IvhZsQAAAAAKcymfwABVoAEAAAA8hgGJz4wDYsCAAAAAAFZWg==";

    private static readonly byte[] s_plain = Initramfs.Archive(
        ("./etc/a", "hello\n"),
        ("./etc/empty", ""),
        ("usr/lib/modules/6.1.0/kernel/a-b.ko.xz", "x")
    );

    [Theory]
    [InlineData("plain")]
    [InlineData("zstd")]
    [InlineData("zstd in frames")]
    [InlineData("gzip")]
    public void Every_packing_has_the_same_files(string packing)
    {
        var bytes = packing switch
        {
            "plain" => s_plain,
            "zstd" => Initramfs.Zstandard(s_plain),
            "zstd in frames" => [.. Initramfs.Zstandard(s_plain[..100]), .. Initramfs.Zstandard(s_plain[100..])],
            _ => Initramfs.Gzip(s_plain),
        };
        // Microcode comes first, with zeros behind it.
        foreach (
            var early in new byte[][] { [], [.. Initramfs.Archive(("kernel/x86/microcode/a.bin", "\0\0")), .. new byte[1024]] }
        )
        {
            var contents = Read([.. early, .. bytes]);
            Assert.Null(contents.Fault);
            Assert.Contains("etc/a", contents.Paths);
            Assert.Contains(("etc/a", "hello\n"), contents.Texts);
            Assert.Equal("a_b", Assert.Single(contents.ModulesOf("6.1.0")));
            Assert.Empty(contents.ModulesOf("6.1"));
            Assert.True(contents.Has("/lib/modules/6.1.0/kernel/a-b.ko.xz"));
            Assert.False(contents.Has("/etc/empty"));
            Assert.False(contents.Has("/etc/ab"));
        }
    }

    [Fact]
    public void Xz_is_read()
    {
        var contents = Read(Convert.FromBase64String(Xz));
        Assert.Null(contents.Fault);
        Assert.Equal(("etc/a", "hello\n"), Assert.Single(contents.Texts));
    }

    [Fact]
    public void What_cannot_be_read_to_its_end_is_said()
    {
        byte[] xz = Convert.FromBase64String(Xz),
            gzip = Initramfs.Gzip(s_plain),
            zstd = Initramfs.Zstandard(s_plain),
            other = Initramfs.Archive(("etc/b", new string('b', 5000)));
        byte[][] broken =
        [
            [],
            new byte[4096],
            "not an archive"u8.ToArray(),
            [0x5d, 0, 0, 0, 1, 2, 3, 4],
            s_plain[..300],
            zstd[..^5],
            gzip[..^9],
            xz[..^20],
            [.. zstd, .. other],
            [.. gzip, .. other],
            [.. gzip, .. Initramfs.Gzip(other)],
            [.. xz, .. other],
            [.. xz, .. xz],
        ];
        for (var i = 0; i < broken.Length; i++)
            Assert.True(Read(broken[i]).Fault is not null, $"image {i} is said to be whole");
        // Two archives in a row are what the kernel takes.
        Assert.Null(Read([.. s_plain, .. other]).Fault);
    }

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(65, 1, true)]
    [InlineData(22, 3, true)]
    public void Texts_are_all_read_or_it_is_said_that_they_are_not(int mebibytes, int count, bool isTooMuch)
    {
        var text = new string('x', mebibytes << 20);
        var files = Enumerable.Range(0, count).Select(i => ($"etc/long{i}", text)).Append(("etc/last", "root=/dev/sda5\n"));
        var contents = Read(Initramfs.Zstandard(Initramfs.Archive([.. files])));
        Assert.Equal(isTooMuch ? "more than 64 MiB of it is text" : null, contents.Fault);
        if (!isTooMuch)
            Assert.Equal(count + 1, contents.Texts.Count);
    }

    [Fact]
    public void What_is_no_text_does_not_count()
    {
        var program = "\x7fELF\0" + new string('x', 70 << 20);
        var contents = Read(
            Initramfs.Zstandard(
                Initramfs.Archive(("bin/a", program), ("lib/modules/6.1/modules.dep", program[5..]), ("etc/a", "hello\n"))
            )
        );
        Assert.Null(contents.Fault);
        Assert.Equal(("etc/a", "hello\n"), Assert.Single(contents.Texts));
    }

    [Fact]
    public void A_damaged_image_is_a_fault_and_never_another_failure()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        byte[][] images = [s_plain, Initramfs.Zstandard(s_plain), Initramfs.Gzip(s_plain), Convert.FromBase64String(Xz)];
        for (var i = 0; i < 400; i++)
        {
            var damaged = (byte[])images[i % images.Length].Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Read(damaged);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, image {i}: {e}");
            }
        }
    }

    private static InitramfsContents Read(byte[] bytes)
    {
        using var directory = new TempDir();
        File.WriteAllBytes(directory.Text + "/initrd", bytes);
        using var tree = new RootTree(BytePath.FromText(directory.Text));
        return InitramfsContents.Read(tree, "/initrd");
    }
}

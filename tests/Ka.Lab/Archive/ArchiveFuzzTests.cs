using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Streams;
using Ka.Tar;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Trees.Writing;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>Archives that are wrong by chance. The seed of a failure is in its message.</summary>
[Collection(Lane.Alone)]
public sealed class ArchiveFuzzTests
{
    private const int Cases = 20_000;
    private const int CasesPerTarget = 500;
    private const int Seed = 20261;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Needs(Need.Lab)]
    public void A_damaged_archive_is_an_error_or_extracted_and_nothing_outside_is_touched()
    {
        var samples = Samples();
        var clock = Stopwatch.StartNew();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var refused = 0;
        for (var first = 0; first < Cases && clock.Elapsed < s_limit; first += CasesPerTarget)
            refused += Run(samples, first);
        Assert.True(clock.Elapsed < s_limit, $"{clock.Elapsed} for {Cases} archives");
        Assert.InRange(refused, Cases / 4, Cases);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);
    }

    private static int Run(List<byte[]> samples, int first)
    {
        // In memory: a disk would set the pace.
        using var home = new TempDir("/dev/shm");
        home.Make("target");
        home.Make("sentinel");
        File.WriteAllText(home.TextIn("sentinel/file"), "untouched");
        var sentinels = Sentinels(home);
        var refused = 0;
        for (var i = first; i < first + CasesPerTarget; i++)
        {
            var archive = Damage(samples, new Random(Seed + i));
            var failure = Record.Exception(() =>
            {
                using var writer = new TreeWriter(home.In("target"), workers: 1);
                writer.Write(new PieceSource(archive, 1 + i % 3000));
            });
            Assert.True(
                failure is null or ArchiveException or LinuxException or StreamBrokenException,
                $"seed {Seed + i}: {failure}"
            );
            refused += failure is null ? 0 : 1;
        }
        Assert.Equal(sentinels, Sentinels(home));
        return refused;
    }

    private static string Sentinels(TempDir home) =>
        Child.Run("sh", "-c", $"cd {home.Text} && ls -A && stat -c '%n %a %Y %Z %h' sentinel sentinel/* && cat sentinel/*");

    /// <summary>Small archives with everything in them.</summary>
    private static List<byte[]> Samples()
    {
        using var home = new TempDir("/dev/shm");
        var source = home.Make("source");
        Child.Run(
            "sh",
            "-c",
            $"""
            cd {source} && mkdir -p a/b c && echo hello > a/f
            ln a/f c/hard && ln -s ../../sentinel a/link && ln -s /etc abs && mkfifo p
            mknod n c 1 3 && truncate -s 40K hole && echo data >> hole
            setfattr -n trusted.x -v y a && chmod 4755 a/f && chown 3000000 c
            touch -d @-1.5 c && head -c 3000 /dev/zero > zeros && setfacl -m u:5:r a/f
            """
        );
        var samples = new List<byte[]>
        {
            ArchiveOf.Tree(source),
            new RawTar()
                .Add('2', "l", link: "../sentinel")
                .Add('0', "l/file", [1])
                .Add('5', "l/")
                .Add('1', "h", link: "l/file")
                .End(),
            new RawTar()
                .AddPax('g', "uid=5", "SCHILY.xattr.trusted.g=1")
                .AddPax("path=a/b", "mtime=1.5")
                .Add('0', "x", [1, 2])
                .Add('5', "../x")
                .End(),
            new RawTar().AddPax("GNU.sparse.map=0,1,5,1", "GNU.sparse.size=9", "GNU.sparse.name=s").Add('0', "x", [1, 2]).End(),
        };
        foreach (var format in new[] { "gnu --sparse", "oldgnu --sparse", "posix --sparse", "ustar", "v7" })
        {
            Child.Run("sh", "-c", $"cd {source} && tar -c --format={format} . > {home.Text}/archive 2>/dev/null || true");
            samples.Add(File.ReadAllBytes(home.TextIn("archive")));
        }
        Assert.All(samples, sample => Assert.True(sample.Length > 2048));
        return samples;
    }

    private static byte[] Damage(List<byte[]> samples, Random random)
    {
        var archive = (byte[])samples[random.Next(samples.Count)].Clone();
        switch (random.Next(8))
        {
            case 0:
                return archive[..random.Next(archive.Length + 1)];
            case 1:
                return Reorder(archive, random);
            case 2:
                random.NextBytes(archive.AsSpan(0, Math.Min(archive.Length, random.Next(4096))));
                return archive;
            case 3:
                return [.. Blocks(archive, random.Next(8)), .. samples[random.Next(samples.Count)]];
            default:
                for (var i = random.Next(1, 6); i > 0; i--)
                    DamageHeader(archive, random);
                return archive;
        }
    }

    /// <summary>Changes a byte or a field of some block and puts its checksum right, so that the rest of the code sees
    /// it.</summary>
    private static void DamageHeader(byte[] archive, Random random)
    {
        var block = archive.AsSpan(random.Next(archive.Length / 512) * 512, 512);
        switch (random.Next(6))
        {
            case 0:
                block[random.Next(512)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                block[156] = (byte)"01234567xgLKSDVM\0"[random.Next(17)];
                break;
            case 2:
                random.NextBytes(block.Slice(124, 12));
                break;
            case 3:
                "77777777777\0"u8.CopyTo(block[124..]);
                break;
            case 4:
                "../sentinel/file\0"u8.CopyTo(block[(random.Next(2) * 157)..]);
                break;
            default:
                block[random.Next(512)] = (byte)"0123456789=\n ./"[random.Next(15)];
                break;
        }
        if (random.Next(8) > 0 && block[257] == 'u')
            RawTar.Fix(block);
    }

    private static byte[] Reorder(byte[] archive, Random random)
    {
        var blocks = Enumerable.Range(0, archive.Length / 512).ToArray();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var (a, b) = (random.Next(blocks.Length), random.Next(blocks.Length));
            (blocks[a], blocks[b]) = (blocks[b], blocks[a]);
        }
        return [.. blocks.SelectMany(block => archive.AsSpan(block * 512, 512).ToArray())];
    }

    private static byte[] Blocks(byte[] archive, int count) => archive[..Math.Min(archive.Length, count * 512)];
}

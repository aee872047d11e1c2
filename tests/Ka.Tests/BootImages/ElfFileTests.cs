using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Ka.BootImages.Elf;
using Ka.BootImages.Modules;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.BootImages;

/// <summary>Programs of this machine, beside what readelf says of them; and damaged ones.</summary>
public sealed partial class ElfFileTests
{
    public static TheoryData<string> Examples =>
        [
            "/bin/bash",
            "/usr/bin/tar",
            "/usr/bin/ip",
            "/usr/bin/apt-get",
            "/lib/x86_64-linux-gnu/libc.so.6",
            "/usr/sbin/mkfs.ext4",
        ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Libraries_and_loader_are_those_that_readelf_shows(string path)
    {
        var elf = ElfFile.Parse(File.ReadAllBytes(path));
        var shown = Child.Run(TestKit.Programs.Pinned("readelf"), "--wide", "--dynamic", "--program-headers", path);

        Assert.NotEmpty(shown);
        Assert.Equal(Needed().Matches(shown).Select(match => match.Groups[1].Value), elf.Needed);
        Assert.Equal(Interpreter().Match(shown) is { Success: true } match ? match.Groups[1].Value : null, elf.Interpreter);
    }

    [Fact]
    public void A_library_path_is_that_of_the_linker()
    {
        using var directory = new TempDir();
        File.WriteAllText(directory.TextIn("a.c"), "int main(void) { return 0; }\n");
        foreach (var (tags, path) in new[] { ("--enable-new-dtags", "new"), ("--disable-new-dtags", "old") })
            Child.Run(
                TestKit.Programs.Pinned("clang"),
                "-o",
                directory.TextIn(path),
                directory.TextIn("a.c"),
                $"-Wl,{tags},-rpath,$ORIGIN/../lib:/opt/lib"
            );

        Assert.Equal("$ORIGIN/../lib:/opt/lib", ElfFile.Parse(File.ReadAllBytes(directory.TextIn("new"))).RunPath);
        Assert.Equal("$ORIGIN/../lib:/opt/lib", ElfFile.Parse(File.ReadAllBytes(directory.TextIn("old"))).RPath);
    }

    [Fact]
    public void A_section_is_found_by_its_name()
    {
        using var directory = new TempDir();
        // As a kernel module says it: words with NUL behind each, in a section of their own.
        File.WriteAllText(
            directory.TextIn("a.c"),
            """
            static const char a[] __attribute__((section(".modinfo"), used)) = "license=GPL";
            static const char b[] __attribute__((section(".modinfo"), used)) = "firmware=bnx2/one.fw";
            static const char c[] __attribute__((section(".modinfo"), used)) = "firmware=two.bin";
            """
        );
        Child.Run(TestKit.Programs.Pinned("clang"), "-c", "-o", directory.TextIn("a.ko"), directory.TextIn("a.c"));

        Assert.Equal(["bnx2/one.fw", "two.bin"], ModuleFiles.FirmwareOf(File.ReadAllBytes(directory.TextIn("a.ko"))));
        Assert.Null(ElfFile.Parse(File.ReadAllBytes(directory.TextIn("a.ko"))).Section(".no-such"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("\u007fELF")]
    public void What_is_no_ELF_file_of_ours_is_refused(string text) =>
        Assert.Throws<FormatException>(() => ElfFile.Parse([.. text.Select(letter => (byte)letter)]));

    [Fact]
    public void A_damaged_file_is_read_or_refused_and_nothing_else()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        byte[][] wholes = [File.ReadAllBytes("/bin/bash"), File.ReadAllBytes("/usr/sbin/mkfs.ext4")];
        var refused = 0;
        for (var i = 0; i < 1500; i++)
        {
            var bytes = Damage(wholes[i % wholes.Length].ToArray(), random);
            try
            {
                _ = ElfFile.Parse(bytes).Section(".modinfo");
            }
            catch (FormatException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, damage {i}: {e}");
            }
        }

        Assert.InRange(refused, 150, 1450);
    }

    /// <summary>Mostly in its headers and tables, where numbers are; sometimes it is cut off.</summary>
    private static byte[] Damage(byte[] bytes, Random random)
    {
        var sections = (int)BitConverter.ToInt64(bytes, 40);
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var at = random.Next(2) == 0 ? random.Next(0, 1024) : random.Next(sections, bytes.Length);
            bytes[at] = (byte)random.Next(256);
        }
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    [GeneratedRegex(@"\(NEEDED\)\s+Shared library: \[(.*)\]")]
    private static partial Regex Needed();

    [GeneratedRegex(@"Requesting program interpreter: (.*)\]")]
    private static partial Regex Interpreter();
}

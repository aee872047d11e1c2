using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Prepare.Names;
using Ka.Prepare.Rewrite;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>Thousands of lines of random words: those that name no disk of the golden node stay byte for byte.</summary>
public sealed class UntouchedWordTests
{
    private const string Letters = "abdesvx0169=/:,.-_\"'\\%@{}[]();#|&~+ \t";

    private static readonly string[] s_words =
    [
        "root=/dev/sda1",
        "resume=/dev/sda5",
        "boot=UUID=",
        "rootflags=subvol=@,noatime",
        "subvolid=5",
        "/dev/sda",
        "/dev/sdb1",
        "/dev/mapper/x",
        "UUID=",
        "LABEL=data",
        "server:/export",
        "defaults",
        "x-systemd.requires=/dev/sdq1",
        "x-systemd.requires=a.service",
        "root",
        "ro",
        "dyndbg=\"file a.c +p\"",
        "console=ttyS0,115200n8",
        "dev-sda.device",
        "0",
        "#",
    ];

    // The golden node's disk is called by names that no word above and no random word has.
    private readonly DeviceNames _names = Room.Names(Room.Seed("hdz"), Room.Seed("hdy", 'b'));

    [Fact]
    public void Words_that_name_no_golden_disk_stay()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 5000; round++)
        {
            var line = Line(random);
            Same(line, text => DeviceWords.Rewrite(text, _names), seed);
            Same(line, text => UnitText.Rewrite(text, "/x.mount", _names, []), seed);
            Same(line, text => BootText.RewriteSearch(text, _names), seed);
            Same(line, text => new MountOptionText(_names, place: null).Rewrite(text, _ => { }), seed);
            Same(
                Without(line, "root=", "boot=", "resume"),
                text => new CommandLineText(_names, paths: false, []).Rewrite(text, "x"),
                seed
            );
            // A mount point tells of its device, and what is certainly not here becomes a comment: neither happens on "/none".
            Same(Fstab(line), text => FstabText.Rewrite(text, _names, []), seed);
        }
    }

    [Fact]
    public void A_name_between_other_words_changes_alone()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 5000; round++)
        {
            var (before, after) = (Plain(random), Plain(random));
            Assert.Equal(
                $"{before} mount.usr=UUID={Room.Id(6, 'b')} {after}",
                new CommandLineText(_names, paths: false, []).Rewrite($"{before} mount.usr=/dev/hdz6 {after}", "x")
            );
            Assert.Equal(
                $"UUID={Room.Id(6, 'b')} /none {before.Replace(' ', ',')} rw 0 0 # {after}",
                FstabText.Rewrite($"/dev/hdz6 /none {before.Replace(' ', ',')} rw 0 0 # {after}", _names, [])
            );
        }
    }

    private static void Same(string line, Func<string, string> rewrite, int seed) =>
        Assert.True(rewrite(line) == line, $"seed {seed}:\n  '{line}'\n  '{rewrite(line)}'");

    private static string Line(Random random)
    {
        var words = new List<string>();
        for (var i = random.Next(8); i >= 0; i--)
            words.Add(random.Next(3) == 0 ? Text(random, Letters) : s_words[random.Next(s_words.Length)]);
        return string.Join(random.Next(2) == 0 ? " " : "\t", words);
    }

    /// <summary>Words that are not options with a meaning.</summary>
    private static string Plain(Random random) =>
        string.Join(' ', Enumerable.Range(0, 1 + random.Next(4)).Select(_ => "w" + Text(random, "abdesvx0169:/._-")));

    private static string Text(Random random, string letters) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => letters[random.Next(letters.Length)]));

    private static string Fstab(string line)
    {
        var fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return
            fields.Length == 0 || DeviceNames.IsDevice(FieldLine.Unescape(fields[0]).Replace("\"", "", StringComparison.Ordinal))
            ? "server:/x /none nfs " + line
            : line;
    }

    private static string Without(string line, params string[] prefixes) =>
        string.Join(
            ' ',
            line.Split(' ', '\t')
                .Where(word => !Array.Exists(prefixes, prefix => word.StartsWith(prefix, StringComparison.Ordinal)))
        );
}

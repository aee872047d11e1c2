using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Trees.Reading;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>A tree that changes while it is read. Each test changes it at a known byte of the archive.</summary>
public sealed class LiveTreeTests
{
    private const int Size = 3 << 20;

    [Needs(Need.Lab)]
    public void A_file_that_shrinks_is_filled_with_zeros()
    {
        using var home = new TempDir();
        var report = ReadWhile(home, "middle", path => SetLength(path, 1 << 20), 1 << 20);
        Assert.Equal(
            $"'./middle': shrank from {Size} to {1 << 20} bytes while it was read, the rest is zeros",
            Assert.Single(report.Notes).ToString()
        );
        var copy = File.ReadAllBytes(home.TextIn("target/middle"));
        Assert.Equal(Size, copy.Length);
        Assert.Equal(Size - (1 << 20), copy.Reverse().TakeWhile(b => b == 0).Count());
    }

    [Needs(Need.Lab)]
    public void A_file_that_grows_is_cut_where_its_header_says()
    {
        using var home = new TempDir();
        var report = ReadWhile(home, "middle", path => SetLength(path, Size + 100), 1 << 20);
        Assert.StartsWith(
            $"'./middle': grew from {Size} to {Size + 100} bytes",
            Assert.Single(report.Notes).ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(Size, new FileInfo(home.TextIn("target/middle")).Length);
    }

    [Needs(Need.Lab)]
    public void A_file_that_is_written_to_is_in_the_report()
    {
        using var home = new TempDir();
        var report = ReadWhile(home, "middle", path => File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch), 1 << 20);
        Assert.Equal("'./middle': written to while it was read", Assert.Single(report.Notes).ToString());
    }

    [Needs(Need.Lab)]
    public void A_file_that_vanishes_before_its_turn_is_in_the_report()
    {
        using var home = new TempDir();
        var report = ReadWhile(home, "middle", File.Delete, 0);
        Assert.Equal("'./middle': vanished before it was read", Assert.Single(report.Notes).ToString());
        Assert.False(File.Exists(home.TextIn("target/middle")));
    }

    [Needs(Need.Lab)]
    public void A_file_that_was_removed_while_it_was_open_is_sent_whole()
    {
        using var home = new TempDir();
        var report = ReadWhile(home, "middle", File.Delete, 1 << 20);
        Assert.Empty(report.Notes);
        Assert.Equal(Size, new FileInfo(home.TextIn("target/middle")).Length);
    }

    [Needs(Need.Lab)]
    [InlineData("ln -sfn /etc/passwd")]
    [InlineData("rm -f $1; mkfifo")]
    [InlineData("rm -f $1; mknod -m 600 $1 c 1 3 #")]
    [InlineData("rm -f $1; mkdir")]
    [InlineData("rm -f $1; python3 -c 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])'")]
    public void A_file_that_is_replaced_by_something_else_harms_nothing_behind_it(string command)
    {
        using var home = new TempDir();
        var report = ReadWhile(home, "middle", path => Child.Run("sh", "-c", $"{command} $1", "sh", path), 0);
        Assert.True(report.IsComplete);
        Assert.Equal(
            Child.Run("sh", "-c", $"cd {home.Text}/source && stat -c %F middle | grep -v -e directory -e socket || true"),
            Child.Run("sh", "-c", $"cd {home.Text}/target && stat -c %F middle 2>/dev/null || true")
        );
    }

    [Needs(Need.Lab)]
    public void A_directory_that_vanishes_before_its_turn_is_in_the_report()
    {
        using var home = new TempDir();
        Prepare(home);
        // More names than the scan goes ahead, so that it has not seen the last directory when we remove it.
        Child.Run(
            "sh",
            "-c",
            $"cd {home.Text}/source && for d in 1 2 3 4; do mkdir d$d; (cd d$d && seq 12000 | xargs touch); done; mkdir last"
        );
        var report = Read(home, archive => archive.IndexOf("./d1/9"u8) > 0, () => Directory.Delete(home.TextIn("source/last")));
        Assert.Equal("'./last/': directory vanished before it was read", Assert.Single(report.Notes).ToString());
    }

    [Needs(Need.Lab)]
    public void What_cannot_be_read_is_in_the_report_and_makes_the_copy_incomplete()
    {
        using var home = new TempDir();
        Prepare(home);
        Child.Run("sh", "-c", $"cd {home.Text} && chmod 0 source/middle && mkdir -m 0 source/closed && chmod 755 .");
        TreeReadReport? report = null;
        AsNobody(() => report = Read(home, _ => true, () => { }, extract: false));
        Assert.False(report!.IsComplete);
        Assert.Equal(
            ["'./closed/': open: EACCES (Permission denied)", "'./middle': open: EACCES (Permission denied)"],
            report.Notes.Select(note => note.ToString()).Order()
        );
        Assert.Equal((2, 2), (report.Files, report.Directories));
    }

    /// <summary>Root may read anything. A thread has its own user for files, and the threads that it starts have it
    /// too.</summary>
    private static void AsNobody(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.Equal(0, setfsuid(65533)); // gives the one before
                action();
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [DllImport("libc")]
    private static extern int setfsuid(uint user);

    private static void Prepare(TempDir home)
    {
        home.Make("source");
        home.Make("target");
        // By inode number: the order in which they are made.
        foreach (var name in new[] { "first", "middle", "then" })
        {
            var content = new byte[Size];
            content.AsSpan().Fill((byte)name[0]);
            File.WriteAllBytes(home.TextIn("source/" + name), content);
        }
    }

    /// <summary>Acts when the header of <paramref name="name"/> and <paramref name="bytes"/> of its contents are out; with 0
    /// when the file before it is being sent. What stands around it must arrive whole.</summary>
    private static TreeReadReport ReadWhile(TempDir home, string name, Action<string> act, int bytes)
    {
        Prepare(home);
        var path = home.TextIn("source/" + name);
        var report = Read(
            home,
            archive =>
                bytes > 0
                    ? archive.IndexOf(System.Text.Encoding.ASCII.GetBytes($"./{name}\0")) is >= 0 and var at
                        && archive.Length - at > bytes
                    : archive.IndexOf("./first\0"u8) >= 0,
            () => act(path)
        );
        foreach (var other in new[] { "first", "then" })
            Assert.Equal(File.ReadAllBytes(home.TextIn("source/" + other)), File.ReadAllBytes(home.TextIn("target/" + other)));
        return report;
    }

    private delegate bool Moment(ReadOnlySpan<byte> archive);

    private static TreeReadReport Read(TempDir home, Moment moment, Action act, bool extract = true)
    {
        var output = new HookedOutput(64 << 10);
        var acted = false;
        output.BeforeMore = archive =>
        {
            if (acted || !moment(archive))
                return;
            acted = true;
            act();
        };
        var report = new TreeReader(home.In("source")).Read(output);
        Assert.True(acted);
        if (extract)
            ArchiveOf.Extract(output.Written.ToArray(), home.In("target"));
        return report;
    }

    private static void SetLength(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }
}

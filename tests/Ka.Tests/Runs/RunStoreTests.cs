using System;
using System.IO;
using System.Linq;
using System.Text;
using Ka.Linux;
using Ka.Runs;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Runs;

/// <summary>Directories of runs.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RunStoreTests : IDisposable
{
    private static readonly DateTime s_evening = new(2026, 11, 27, 22, 15, 0, DateTimeKind.Utc);

    private readonly TempDir _home = new();

    private string Place => _home.TextIn("var/runs");

    private RunStore Shelf => new(BytePath.FromText(Place));

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_run_has_a_directory_that_sorts_by_time_and_only_its_owner_reads()
    {
        var first = Shelf.Create(s_evening);
        var second = Shelf.Create(s_evening.AddSeconds(1));
        Assert.Matches("^20261127T221500Z-[0-9a-f]{4}$", first.Id);
        Assert.Equal([first.Id, second.Id], Shelf.Ids());
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(Owner, File.GetUnixFileMode(Place));
        Assert.Equal(Owner, File.GetUnixFileMode($"{Place}/{first.Id}"));
        Assert.Equal(Owner, File.GetUnixFileMode($"{Place}/{first.Id}/nodes"));
        first.Write("plan.json", "{}"u8);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{Place}/{first.Id}/plan.json"));
        Assert.Equal("{}", Encoding.UTF8.GetString(Shelf.Open(first.Id).TryRead("plan.json")!));
        Assert.Null(first.TryRead("report.json"));
    }

    [Fact]
    public void The_newest_are_kept_and_what_is_no_run_stays()
    {
        for (var second = 0; second < 5; second++)
            using (var log = Shelf.Create(s_evening.AddSeconds(second)).Append("nodes/10.0.0.1.log", 1000))
                log.Append("last words\n"u8);
        Directory.CreateDirectory(Place + "/mine");
        var ids = Shelf.Ids();
        Shelf.Keep(2);
        Assert.Equal(ids.Skip(3), Shelf.Ids());
        Assert.Equal(3, Directory.GetDirectories(Place).Length);
    }

    [Fact]
    public void Where_there_are_no_runs_there_are_none() => Assert.Empty(Shelf.Ids());

    [Fact]
    public void Where_nothing_can_be_made_the_error_names_it()
    {
        File.WriteAllText(_home.TextIn("var"), "a file");
        Assert.Contains("mkdir", Assert.Throws<LinuxException>(() => Shelf.Create(s_evening)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_does_not_grow_for_ever_and_has_the_last_lines()
    {
        var path = BytePath.FromText(_home.TextIn("log"));
        using (var log = new RotatingFile(path, 1000))
            for (var line = 0; line < 1000; line++)
                log.Append(Encoding.ASCII.GetBytes($"line {line}\n"));
        var kept = File.ReadAllText(_home.TextIn("log.1")) + File.ReadAllText(_home.TextIn("log"));
        Assert.InRange(kept.Length, 500, 1000);
        Assert.EndsWith("line 998\nline 999\n", kept, StringComparison.Ordinal);
        Assert.StartsWith("line ", kept, StringComparison.Ordinal);

        // Opened again it goes on at its end.
        using (var log = new RotatingFile(path, 100_000))
            log.Append("again\n"u8);
        Assert.EndsWith("line 999\nagain\n", File.ReadAllText(_home.TextIn("log")), StringComparison.Ordinal);
    }
}

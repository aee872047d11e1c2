using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab;

[Collection(Lane.Alone)]
public sealed class LabTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Needs(Need.Lab)]
    public void Two_hosts_can_talk_and_the_capture_has_what_they_said()
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 2 });
        using var capture = lab.Capture(Path.Combine(lab.Directory, "all.pcap"));
        using var listener = lab.Hosts[1].Start("socat", "-u", "TCP-LISTEN:5000", "-");
        var target = $"TCP:{lab.Hosts[1].Address}:5000,retry=50,interval=0.1";
        using var talker = lab.Hosts[0].Start(new Launch("socat", "-u", "-", target) { InputText = "across the bridge" });
        talker.WaitForSuccess(s_minute);
        listener.WaitForSuccess(s_minute);
        Assert.Equal("across the bridge", listener.Output);
        Assert.True(capture.Stop().AsSpan().IndexOf("across the bridge"u8) > 0);
    }

    [Needs(Need.Lab)]
    public void The_rate_of_a_link_is_what_was_asked_for()
    {
        using var lab = new NetworkLab(
            new LabOptions
            {
                Hosts = 2,
                Rate = 1000,
                Cubic = true,
            }
        );
        Assert.InRange(ShareOfRate(lab, 1000), 0.94, 0.965);
        foreach (var host in lab.Hosts)
            host.Link.Rate(100);
        Assert.InRange(ShareOfRate(lab, 100), 0.94, 0.965);
    }

    [Needs(Need.Lab)]
    public void A_pulled_cable_stops_the_traffic_until_it_is_plugged_in_again()
    {
        using var lab = new NetworkLab(new LabOptions { Hosts = 2 });
        lab.Hosts[1].Link.Down();
        Assert.False(Ping(lab));
        lab.Hosts[1].Link.Up();
        Assert.True(Ping(lab));
    }

    [Needs(Need.Lab)]
    public void Sixty_four_hosts_stand_within_seconds_and_nothing_of_them_is_left()
    {
        var clock = Stopwatch.StartNew();
        string directory;
        using (var lab = new NetworkLab(new LabOptions { Hosts = 64, Rate = 100 }))
        {
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
            Assert.Equal("10.77.0.64", lab.Hosts[63].Address);
            directory = lab.Directory;
            Assert.Equal(65, OwnNamespaces().Count());
        }
        Assert.Empty(OwnNamespaces());
        Assert.False(Directory.Exists(directory));
    }

    [Needs(Need.Lab)]
    public void Nothing_is_left_after_an_exception_with_processes_running()
    {
        Child? sleeper = null;
        Assert.Throws<InvalidDataException>(void () =>
        {
            using var lab = new NetworkLab(new LabOptions { Hosts = 2 });
            // In a group and a session of its own: only its namespace still tells whose it is.
            sleeper = lab.Hosts[1].Start("setsid", "--fork", "sleep", "1000");
            sleeper.WaitForSuccess(s_minute);
            throw new InvalidDataException();
        });
        Assert.Empty(OwnNamespaces());
        Assert.DoesNotContain(CommandLines(), line => line == "sleep\01000\0");
        sleeper!.Dispose();
    }

    [Needs(Need.Lab)]
    public void A_new_lab_removes_what_a_dead_process_left()
    {
        var dead = DeadProcess();
        var orphan = $"ka-{dead}-1-bridge";
        var living = $"ka-1-1-bridge";
        var directory = Path.Combine(Path.GetTempPath(), $"ka-{dead}-1-files");
        Directory.CreateDirectory(Path.Combine(directory, "deep"));
        Child.Run("ip", "netns", "add", orphan);
        Child.Run("ip", "netns", "add", living);
        try
        {
            new NetworkLab(new LabOptions { Hosts = 1 }).Dispose();
            Assert.False(File.Exists("/run/netns/" + orphan));
            Assert.False(Directory.Exists(directory));
            Assert.True(File.Exists("/run/netns/" + living));
        }
        finally
        {
            Child.Run("ip", "netns", "del", living);
        }
    }

    [Needs(Need.Lab)]
    public void A_lab_that_cannot_be_finished_leaves_nothing()
    {
        // tbf refuses a rate of nothing, when the hosts already stand.
        Assert.Throws<ChildFailedException>(() => new NetworkLab(new LabOptions { Hosts = 2, Rate = 0 }));
        Assert.Empty(OwnNamespaces());
    }

    /// <summary>What the receiving program reads in the middle of an endless transfer: the best of some seconds, because a
    /// busy machine may miss the rate, but nothing may exceed it.</summary>
    private static double ShareOfRate(NetworkLab lab, int mbit)
    {
        using var listener = lab.Hosts[1].Start("socat", "-u", "-b", "131072", "TCP-LISTEN:5001,reuseaddr", "CREATE:/dev/null");
        var target = $"TCP:{lab.Hosts[1].Address}:5001,retry=50,interval=0.1";
        using var talker = lab.Hosts[0].Start("socat", "-u", "-b", "131072", "OPEN:/dev/zero", target);
        Wait.Until(() => BytesRead(listener) > 4 << 20, "4 MiB are read");
        var best = 0.0;
        for (var second = 0; second < 10 && best < 0.94; second++)
            best = Math.Max(best, BytesInOneSecond(listener) * 8 / (mbit * 1e6));
        return best;
    }

    private static double BytesInOneSecond(Child child)
    {
        var before = BytesRead(child);
        var clock = Stopwatch.StartNew();
        Interruption.Pause(TimeSpan.FromSeconds(1));
        return (BytesRead(child) - before) / clock.Elapsed.TotalSeconds;
    }

    /// <summary>rchar of proc_pid_io(5): what read(2) has given it.</summary>
    private static long BytesRead(Child child) =>
        long.Parse(
            File.ReadLines($"/proc/{child.Id}/io").First(line => line.StartsWith("rchar:", StringComparison.Ordinal))[
                "rchar:".Length..
            ],
            CultureInfo.InvariantCulture
        );

    private static bool Ping(NetworkLab lab)
    {
        using var listener = lab.Hosts[1].Start("socat", "-u", "TCP-LISTEN:5002,reuseaddr", "-");
        using var talker = lab.Hosts[0]
            .Start(
                new Launch("socat", "-u", "-", $"TCP:{lab.Hosts[1].Address}:5002,connect-timeout=1,retry=3,interval=0.2")
                {
                    InputText = "!",
                }
            );
        return talker.Wait(s_minute).IsSuccess && listener.Wait(s_minute).IsSuccess && listener.Output == "!";
    }

    private static int DeadProcess()
    {
        using var child = Child.Start(new Launch("true"));
        child.WaitForSuccess(s_minute);
        return child.Id;
    }

    private static IEnumerable<string> OwnNamespaces() => Directory.EnumerateFiles("/run/netns", $"ka-{Environment.ProcessId}-*");

    private static IEnumerable<string> CommandLines() =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]))
            .Select(path => Path.Combine(path, "cmdline"))
            .Select(ReadIfThere);

    private static string ReadIfThere(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.Latin1);
        }
        catch (IOException)
        {
            return "";
        }
    }
}

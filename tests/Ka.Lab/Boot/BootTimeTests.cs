using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Lab.Boot;

/// <summary>What stage 1 costs a processor that is not emulated: all.rdz is started in namespaces of this machine, up to where it would enter the
/// rescue. Drivers are not loaded: the kernel is another one.</summary>
public sealed class BootTimeTests(ITestOutputHelper output)
{
    private const string Words = "automatic=method:ka,interface:auto,network:dhcp root=/dev/ram3 rw rescue kamethod quiet ka.break=enter";

    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(3);

    [BootFact]
    public void From_the_kernel_to_a_proven_rescue_ka_itself_takes_less_than_3_s()
    {
        using var room = new BootRoom("time", hosts: 2);
        room.Dhcp();
        var golden = room.SendRescue(1);
        var host = room.Lab.Hosts[1];
        Child.Run("ip", "-netns", host.Name, "addr", "flush", "dev", "eth0");
        using var first = host.Start("unshare", "--pid", "--fork", "--kill-child", "--mount", "--propagation", "private", "--uts", "--", "sh", "-c", Script(room.Lab.Directory));

        golden.WaitForSuccess(BootPatience.Step);
        BootRoom.Until(first, () => first.Errors.Contains("ka.break=enter", StringComparison.Ordinal), "stopped before 'enter'");

        var taken = Descendants(first.Id).Select(CpuOf).Aggregate(TimeSpan.Zero, (sum, cpu) => sum + cpu);
        output.WriteLine(first.Errors);
        output.WriteLine($"ka itself: {taken.TotalSeconds:0.00} s");
        Assert.InRange(taken, TimeSpan.FromMilliseconds(10), s_most);
    }

    private static string Script(string directory)
    {
        var root = Path.Combine(directory, "root");
        return $"""
            set -e
            mkdir {root}
            mount -t tmpfs -o size=512m ka-root {root}
            bsdtar -xf {BootImages.StageOne} -C {root}
            mkdir -p {root}/proc
            mount -t proc proc {root}/proc
            echo '{Words}' > {root}/words
            mount --bind {root}/words {root}/proc/cmdline
            exec chroot {root} /init rescue kamethod quiet
            """;
    }

    private static IEnumerable<string> Descendants(int process)
    {
        var children = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/{process}/children"));
        foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            foreach (var each in Descendants(int.Parse(child, CultureInfo.InvariantCulture)).Prepend(child))
                yield return each;
    }

    /// <summary>utime and stime, in hundredths of a second (proc_pid_stat(5)); the name before them ends with a parenthesis.</summary>
    private static TimeSpan CpuOf(string process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
    }
}

using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Ka.TestKit;

/// <summary>Processor time of a thread, by its name (proc_pid_stat(5)).</summary>
public static class ThreadTime
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux architecture.
    private const int TicksPerSecond = 100;

    /// <summary>Returns the user and system time of all threads of this name, in steps of 10 ms.</summary>
    public static TimeSpan Of(string process, string thread)
    {
        var ticks = Directory
            .GetDirectories($"/proc/{process}/task")
            .Where(task => File.ReadAllText($"{task}/comm").TrimEnd() == thread)
            .Sum(task => Ticks(File.ReadAllText($"{task}/stat")));
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    // The name in parentheses may contain spaces; utime and stime are the fields 14 and 15.
    private static long Ticks(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}

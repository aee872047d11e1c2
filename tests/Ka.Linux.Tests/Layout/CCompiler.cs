using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Ka.TestKit;

namespace Ka.Linux.Tests.Layout;

/// <summary>Compiles assertions against the C library's and the kernel's headers of the sysroot.</summary>
internal static partial class CCompiler
{
    /// <summary>Sets of headers that compile together; glibc's sys/mount.h and the kernel's linux/mount.h do not.</summary>
    private static readonly string[][] s_headerSets =
    [
        [
            "arpa/inet.h",
            "dirent.h",
            "errno.h",
            "fcntl.h",
            "ifaddrs.h",
            "limits.h",
            "net/if.h",
            "netinet/in.h",
            "netinet/tcp.h",
            "netpacket/packet.h",
            "poll.h",
            "pthread.h",
            "sched.h",
            "signal.h",
            "spawn.h",
            "stddef.h",
            "stdint.h",
            "stdio.h",
            "stdlib.h",
            "string.h",
            "sys/epoll.h",
            "sys/eventfd.h",
            "sys/file.h",
            "sys/ioctl.h",
            "sys/mman.h",
            "sys/mount.h",
            "sys/prctl.h",
            "sys/random.h",
            "sys/reboot.h",
            "sys/resource.h",
            "sys/sendfile.h",
            "sys/signalfd.h",
            "sys/socket.h",
            "sys/stat.h",
            "sys/statfs.h",
            "sys/statvfs.h",
            "sys/syscall.h",
            "sys/sysmacros.h",
            "sys/time.h",
            "sys/timerfd.h",
            "sys/types.h",
            "sys/uio.h",
            "sys/un.h",
            "sys/utsname.h",
            "sys/wait.h",
            "sys/xattr.h",
            "termios.h",
            "time.h",
            "unistd.h",
            "zstd.h",
        ],
        [
            "stddef.h",
            "stdint.h",
            "linux/btrfs.h",
            "linux/btrfs_tree.h",
            "linux/capability.h",
            "linux/falloc.h",
            "linux/fiemap.h",
            "linux/filter.h",
            "linux/fs.h",
            "linux/if.h",
            "linux/if_arp.h",
            "linux/if_ether.h",
            "linux/if_packet.h",
            "linux/ioprio.h",
            "linux/limits.h",
            "linux/loop.h",
            "linux/magic.h",
            "linux/mount.h",
            "linux/netlink.h",
            "linux/nsfs.h",
            "linux/openat2.h",
            "linux/reboot.h",
            "linux/rtnetlink.h",
            "linux/sched.h",
            "linux/stat.h",
            "linux/xattr.h",
        ],
    ];

    /// <summary>What is wrong with the assertions, one line each. Empty: every one holds in some header and fails in
    /// none.</summary>
    public static IReadOnlyList<string> Refute(IReadOnlyList<CAssertion> assertions)
    {
        var complaints = s_headerSets.Select(headers => Compile(headers, assertions)).ToList();
        return
        [
            .. assertions
                .Select((assertion, i) => Judge(assertion, [.. complaints.Select(set => set.GetValueOrDefault(i))]))
                .OfType<string>(),
        ];
    }

    private static string? Judge(CAssertion assertion, IReadOnlyList<string?> complaints)
    {
        var refuted = complaints.FirstOrDefault(complaint =>
            complaint?.Contains("static", StringComparison.Ordinal) == true
            && complaint.Contains("assert", StringComparison.Ordinal)
        );
        if (refuted is not null)
            return $"{assertion} is false: {refuted}";
        return complaints.Contains(null) ? null : $"{assertion} is about nothing that a header knows: {complaints[0]}";
    }

    /// <summary>The compiler's first complaint about each assertion, by the assertion's index.</summary>
    private static Dictionary<int, string> Compile(string[] headers, IReadOnlyList<CAssertion> assertions)
    {
        var source = new StringBuilder("#define _GNU_SOURCE\n#define _FILE_OFFSET_BITS 64\n");
        foreach (var header in headers)
            source.Append($"#include <{header}>\n");
        source.Append("#line 1 \"assertions\"\n");
        foreach (var assertion in assertions)
            source.Append($"_Static_assert({assertion.Expression}, \"\");\n");
        var complaints = new Dictionary<int, string>();
        foreach (Match line in Complaint().Matches(Run(source.ToString())))
            complaints.TryAdd(int.Parse(line.Groups["line"].ValueSpan) - 1, line.Groups["text"].Value);
        return complaints;
    }

    /// <exception cref="InvalidOperationException">A header could not be read: nothing is proved.</exception>
    private static string Run(string source)
    {
        using var clang = Process.Start(
            new ProcessStartInfo(Programs.Pinned("clang"), "-x c -std=gnu11 -w -fsyntax-only -ferror-limit=0 -")
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
            }
        )!;
        clang.StandardInput.Write(source);
        clang.StandardInput.Close();
        var output = clang.StandardError.ReadToEnd();
        clang.WaitForExit();
        var foreign = ErrorElsewhere().Match(output);
        return foreign.Success ? throw new InvalidOperationException($"clang: {foreign.Value}") : output;
    }

    [GeneratedRegex(@"^assertions:(?<line>\d+):\d+: error: (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Complaint();

    [GeneratedRegex(@"^(?!assertions:).*(fatal )?error: .*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ErrorElsewhere();
}

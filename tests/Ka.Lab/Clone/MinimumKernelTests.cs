using System;
using System.IO;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A kernel, or a container, without a system call that is needed. A seccomp filter refuses the call with ENOSYS, as an
/// old kernel does.</summary>
public sealed class MinimumKernelTests
{
    private const int ENOSYS = 38;
    private const int EPERM = 1;
    private const int Openat2 = 437;
    private const int PidfdOpen = 434;

    /// <summary>Usage: CALL ERRNO PROGRAM ARGUMENT...</summary>
    private const string Filter = """
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <stddef.h>
        #include <stdlib.h>
        #include <sys/prctl.h>
        #include <unistd.h>

        int main(int argc, char **argv)
        {
            struct sock_filter code[] = {
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, atoi(argv[1]), 0, 1),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | atoi(argv[2])),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
            };
            struct sock_fprog program = { sizeof code / sizeof *code, code };
            if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
                return 99;
            execvp(argv[3], argv + 3);
            return 98;
        }
        """;

    [Needs(Need.Product)]
    [InlineData(Openat2, ENOSYS, "this kernel has no openat2: Linux 5.8 or later is needed")]
    [InlineData(PidfdOpen, ENOSYS, "this kernel has no pidfd_open: Linux 5.8 or later is needed")]
    [InlineData(Openat2, EPERM, "openat2 cannot be used here: EPERM (Operation not permitted)")]
    public void A_node_says_what_its_kernel_lacks_before_it_looks_for_a_golden_node(int call, int errno, string reason)
    {
        using var work = new TempDir();
        var target = work.TextIn("target");
        using var child = Child.Start(
            new Launch(Compile(work), $"{call}", $"{errno}", Programs.Ka, "recv", "-h", "127.0.0.1", "--open", "--tree", target)
        );

        Assert.Equal(1, child.Wait(TimeSpan.FromSeconds(20)).Status);
        Assert.Equal($"ka: {reason}", child.Errors.Trim());
        Assert.False(Directory.Exists(target));
    }

    [Needs(Need.Product)]
    public void A_golden_node_says_what_its_kernel_lacks_before_nodes_are_awaited()
    {
        using var work = new TempDir();
        using var child = Child.Start(
            new Launch(Compile(work), $"{Openat2}", $"{ENOSYS}", Programs.Ka, "serve", "-n", "1", "--open", "--dry-run")
        );

        Assert.Equal(4, child.Wait(TimeSpan.FromSeconds(20)).Status);
        Assert.StartsWith(
            "ka: this kernel has no openat2: Linux 5.8 or later is needed",
            child.Errors.Trim(),
            StringComparison.Ordinal
        );
    }

    private static string Compile(TempDir work)
    {
        var source = work.TextIn("filter.c");
        File.WriteAllText(source, Filter);
        Child.Run("clang", "-o", work.TextIn("filter"), source);
        return work.TextIn("filter");
    }
}
